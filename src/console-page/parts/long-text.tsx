import type { VNode } from 'preact'

const shown = 100_000

/** Text of a server as it is, in a frame that scrolls; of a very long one the beginning, and that it is. */
export const LongText = ({
  text,
  empty,
}: {
  readonly text: string
  readonly empty: string
}): VNode => (
  <>
    <pre tabIndex={0}>{text.slice(0, shown) || empty}</pre>
    {text.length > shown ? (
      <p class="note">
        Cut: these are the first {shown.toLocaleString('en-US')} of{' '}
        {text.length.toLocaleString('en-US')} characters.
      </p>
    ) : null}
  </>
)
