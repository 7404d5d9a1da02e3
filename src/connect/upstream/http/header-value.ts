/** Printable ASCII and tabs, with something else at both ends, as a header keeps it. */
const plain = /^[!-~](?:[\t -~]*[!-~])?$/
const marked = /^=\?base64\?.*\?=$/s

/**
 * A text as a header: as it is, or as `=?base64?…?=` of its UTF-8 where a header would not keep it
 * (MCP 2026-07-28, Streamable HTTP, value encoding).
 */
export const headerValue = (text: string): string =>
  plain.test(text) && !marked.test(text)
    ? text
    : `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`
