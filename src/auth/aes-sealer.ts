import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Sealed, Sealer } from '../core/ports/sealer.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals with AES-256-GCM, under a key made of the installation's secret by HKDF. */
export class AesSealer implements Sealer {
  readonly keyId: string;
  readonly #key: Buffer;

  /** @param purpose what is sealed; the key is good for nothing else */
  constructor(secret: string, purpose: string) {
    const made = Buffer.from(hkdfSync('sha256', secret, '', `matinee: ${purpose}`, KEY_BYTES + KEY_ID_BYTES));
    this.#key = made.subarray(0, KEY_BYTES);
    this.keyId = made.subarray(KEY_BYTES).toString('hex');
  }

  seal(about: string, words: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(about));
    const hidden = Buffer.concat([cipher.update(words, 'utf8'), cipher.final()]);
    const text = Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url');
    return { keyId: this.keyId, text };
  }

  open(about: string, { keyId, text }: Sealed): string | null {
    const bytes = Buffer.from(text, 'base64url');
    if (keyId !== this.keyId || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(about));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const words = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([words, decipher.final()]).toString('utf8');
    } catch {
      return null; // all that can fail here is the tag: these are not the words that were sealed
    }
  }
}
