/** What a check found: how it is, or what is wrong and how to mend it, in one line. */
export interface Finding {
  part: string;
  ok: boolean;
  text: string;
}

/** Runs one check; what it throws is its finding. */
export async function finding(part: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { part, ok: true, text: await check() };
  } catch (error) {
    return { part, ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}
