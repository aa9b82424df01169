/** Something that Discord's own client would not let its user do: no such command, a disabled button, a missing field. */
export class ClientRefusal extends Error {}
