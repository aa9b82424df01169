/** A name with the tag that tells its bearer apart from others of one name, where there is only text to show them in. */
export const taggedName = ({ name, tag }: { name: string; tag?: string | null }): string =>
  tag ? `${name} #${tag}` : name;
