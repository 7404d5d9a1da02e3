import { JheError } from '../errors.js'
import { isRecord } from '../record.js'
import type { Guard } from '../guard/guard.js'
import { cleanDeep } from '../text/clean.js'
import { renderText } from '../text/render.js'
import type { ToolResult, Tool } from '../tools/tool.js'
import { truncateToBudget, type RenderedResult, type SizedResult } from './truncate-to-budget.js'

/** The limits of a result, and what is added to it. */
export interface ResultRules {
  /** Most bytes on the wire. */
  readonly bytes: number
  /** Added to every answer but constant ones, which hold nothing of a site or of people. */
  readonly notice: string | undefined
  /** Tells what to add to an answer because of its texts. */
  readonly noticeOf: Guard['noticeOf']
}

/** What is added to one answer. */
interface Told {
  readonly notice: string | undefined
  readonly noticeOf: (value: unknown) => string | undefined
}

const nothingTold: Told = { notice: undefined, noticeOf: () => undefined }

/** Code points that each text keeps in an answer that would not fit otherwise. */
const shortText = 200
const shortenedNotice = `Texts longer than ${shortText} characters are shortened: the answer would not fit otherwise.`

const valueOf = (tool: Tool, answer: unknown, { notice, noticeOf }: Told, longest?: number) => {
  const { notice: own, ...given } = isRecord(answer) ? answer : {}
  const shortened = longest === undefined ? undefined : shortenedNotice
  const whole = cleanDeep(given)
  // of whole texts: what is cut off of one does not hide the rest
  const said = [notice, own, noticeOf(whole), shortened]
  const texts = said.filter((text) => typeof text === 'string')
  const told = texts.length === 0 ? {} : { notice: cleanDeep(texts.join(' ')) }
  const shown = longest === undefined ? whole : cleanDeep(given, longest)
  return tool.output.parse({ ...shown, ...told })
}

const tooLarge = new JheError(
  'CONFIG_INVALID',
  'The answer does not fit into JHE_MAX_BYTES, and it cannot be cut.',
  'Ask for something smaller, or raise JHE_MAX_BYTES.',
)

const written = (
  tool: Tool,
  answer: ToolResult<unknown>,
  { bytes, notice, noticeOf }: ResultRules,
): SizedResult => {
  const known = new Map<string, boolean>()
  const told: Told =
    answer.isConstant === true
      ? nothingTold
      : { notice, noticeOf: (value) => noticeOf(value, known) }
  const encode =
    (longest?: number) =>
    (given: unknown): RenderedResult => {
      const value = valueOf(tool, given, told, longest)
      return { value, text: answer.isJson === true ? JSON.stringify(value) : renderText(value) }
    }
  const whole = truncateToBudget(answer, bytes, encode())
  if (whole !== undefined) return whole
  const short =
    answer.isJson === true ? undefined : truncateToBudget(answer, bytes, encode(shortText))
  if (short === undefined) throw tooLarge
  return short
}

/** Rendered results of constant answers, by the answer; nothing is added to them. */
const kept = new WeakMap<
  ToolResult<unknown>,
  { readonly bytes: number; readonly reply: SizedResult }
>()

/**
 * The result of an answer: cleaned, checked against the tool's output schema, as structure and as
 * text, cut to the byte limit at a row. Where not even one row fits, its long texts are shortened,
 * so that the next page can always be asked for. A constant answer is rendered once.
 * @throws JheError CONFIG_INVALID where the limit is too small for the answer
 */
export function renderResult(
  tool: Tool,
  answer: ToolResult<unknown>,
  rules: ResultRules,
): SizedResult {
  const known = kept.get(answer)
  if (known?.bytes === rules.bytes) return known.reply
  const reply = written(tool, answer, rules)
  if (answer.isConstant === true) kept.set(answer, { bytes: rules.bytes, reply })
  return reply
}
