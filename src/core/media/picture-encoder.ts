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
  /** And of a thumbnail: twice as many pixels as it is shown with, for sharp screens. */
  thumbnail: 640,
  /** Of one that moves, whose every frame is paid for. */
  movingThumbnail: 320,
} as const;

export interface PictureEncoder {
  /**
   * Checks a picture by its content, never by its name, and encodes it anew.
   * @throws Problem `type_not_allowed` or `too_large`
   */
  encode(bytes: Buffer): Promise<EncodedPicture>;

  /**
   * A smaller copy for the talk; what moves keeps moving.
   * @returns null when it would hardly weigh less
   */
  thumbnail(picture: EncodedPicture): Promise<EncodedPicture | null>;
}
