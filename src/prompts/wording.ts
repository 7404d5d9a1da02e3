/** What a prompt may say of where it is asked. */
export interface PromptSite {
  /** The page that leads into JHE's portal; undefined where JHE's address is not known. */
  readonly portal: string | undefined
  /** Rewrites a sentence with a command for this installation, and for who is asked. */
  readonly command: (sentence: string) => string
}

export const care =
  'Say what is withheld because patients have not agreed to share it, and what is missing. Do not guess.'

/** Words with an argument, where it is given. */
export const from = (
  given: ReadonlyMap<string, string>,
  name: string,
  words: (value: string) => string,
): string => (given.has(name) ? words(given.get(name) ?? '') : '')
