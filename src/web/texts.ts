/** The one warning of a page whose storage fails, whatever it is. */
export const FAILED = 'a storage of this browser failed; sessions go on in what remains';

/** One way to keep texts for all pages of an origin. */
export interface Texts {
  /** Replaces a text, atomically over all pages as far as this way can. Rejects when the storage fails. @returns what is stored afterwards */
  update(key: string, next: (stored: string | null) => string | null): Promise<string | null>;
  /** Lets go of what would keep a page from being frozen; the next update opens it again. */
  close(): void;
}
