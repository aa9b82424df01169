/** Something the page's visitor does on a platform; throws a refusal of that platform's client, or a ZodError. */
export type PaneAction = (body: unknown) => unknown;
