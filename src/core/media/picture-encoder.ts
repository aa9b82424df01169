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
  /** The same of one that moves: each pixel of each frame is paid for when it is encoded, up to a quarter of a second a million. */
  movingPixels: 12_000_000,
  frames: 200,
  /** How long one may take in all, in seconds. */
  seconds: 10,
  /** Longer side of what is stored. */
  side: 2048,
  /** And of a thumbnail: twice as many pixels as it is shown with, for sharp screens. */
  thumbnail: 640,
  /** Of one that moves, whose every frame is paid for. */
  movingThumbnail: 320,
} as const;

export interface EncodeOptions {
  /** Whoever brings it can bring it again: it does not wait where many wait already. */
  comesBack?: boolean;
}

export interface PictureEncoder {
  /**
   * Checks a picture by its content, never by its name, and encodes it anew.
   * @throws Problem `type_not_allowed` or `too_large`; `unavailable` where others are before it and it can come back
   */
  encode(bytes: Buffer, options?: EncodeOptions): Promise<EncodedPicture>;

  /**
   * A smaller copy for the talk; what moves keeps moving.
   * @returns null when it would hardly weigh less
   */
  thumbnail(picture: EncodedPicture): Promise<EncodedPicture | null>;
}
