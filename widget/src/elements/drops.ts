import type { Composer } from './composer.ts';

/**
 * Takes pictures that are dropped anywhere on a room, as if on where one writes: elsewhere the browser would leave the
 * page for them.
 *
 * @param room the room's shadow tree
 * @returns ends it
 */
export function takeDrops(room: Node): () => void {
  const hear = (event: Event): void => {
    const { dataTransfer, type, defaultPrevented } = event as DragEvent;
    // What is dropped where one writes has been taken there.
    if (defaultPrevented || !dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const composer = (room as ShadowRoot).querySelector<Composer>('matinee-composer');
    if (!composer) dataTransfer.dropEffect = 'none';
    else if (type === 'drop') {
      composer.add(dataTransfer.files);
      composer.focus();
    }
  };
  const types = ['dragover', 'drop'];
  for (const type of types) room.addEventListener(type, hear);
  return () => types.forEach((type) => room.removeEventListener(type, hear));
}
