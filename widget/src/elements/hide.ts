/** A picture that does not come leaves what is drawn beneath it to be seen. */
export function hide(event: Event): void {
  (event.currentTarget as HTMLElement).hidden = true;
}
