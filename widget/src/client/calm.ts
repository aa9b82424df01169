/** As long as this, in milliseconds, what can wait makes way for the talk. */
const PATIENCE = 2000;

let settle: () => void = () => undefined;

/** Settles when the page's first room has its talk and its place in it: what could wait until then may load now. */
export const calm = new Promise<void>((resolve) => {
  settle = resolve;
  setTimeout(resolve, PATIENCE);
});

/** The first room has all it needs. */
export const becomeCalm = (): void => void setTimeout(settle, 200);
