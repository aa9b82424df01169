/** A picture that is safe to show: decoded and encoded anew, without metadata. */
export interface EncodedPicture {
  bytes: Buffer;
  type: string;
  /** Pixels. */
  width: number;
  height: number;
}

export const PICTURE_LIMITS = {
  bytes: 10 * 1024 * 1024,
  /** Width times height, over all frames. */
  pixels: 40_000_000,
  frames: 200,
  /** Longer side of what is stored. */
  side: 2048,
} as const;

export interface PictureEncoder {
  /**
   * Checks a picture by its content, never by its name, and encodes it anew.
   * @throws Problem `type_not_allowed` or `too_large`
   */
  encode(bytes: Buffer): Promise<EncodedPicture>;
}
