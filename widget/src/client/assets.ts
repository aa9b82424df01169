let home = '';

/** Says where the files lie that come with this script: its own address. */
export function settleAt(address: string): void {
  home = address;
}

/** A file of data that lies beside the script. @throws when it cannot be had */
export async function data<T>(name: string): Promise<T> {
  const response = await fetch(new URL(name, home), { credentials: 'omit' });
  return (await response.json()) as T;
}
