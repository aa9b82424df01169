/** How the element is described: see scripts/widget-manifest.mjs. The package's own description is left alone. */
export default { globs: ['widget/src/matinee-room.ts'], packagejson: false, quiet: true };
