import { type JsonRecord } from '../../../record.js'

/** One expression: an operator and its names, those with a modifier among them. */
const expression = /\{([+#./;?&]?)([^{}]*)\}/g

const partsOf = (names: string): readonly string[] =>
  names
    .split(',')
    .map((name) => name.replace(/(?:\*|:\d+)$/, ''))
    .filter((name) => name !== '')

/** The names in a template of addresses, each once. */
export const namesIn = (template: string): readonly string[] => [
  ...new Set([...template.matchAll(expression)].flatMap(([, , names = '']) => partsOf(names))),
]

/** Those that an address needs: what stands in a query may be left out. */
export const neededIn = (template: string): readonly string[] => [
  ...new Set(
    [...template.matchAll(expression)].flatMap(([, operator = '', names = '']) =>
      operator === '?' || operator === '&' ? [] : partsOf(names),
    ),
  ),
]

/** Before all values of an expression, and between two of them, by its operator. */
const signs: Readonly<Record<string, readonly [before: string, between: string]>> = {
  '': ['', ','],
  '+': ['', ','],
  '#': ['#', ','],
  '.': ['.', '.'],
  '/': ['/', '/'],
  ';': [';', ';'],
  '?': ['?', '&'],
  '&': ['&', '&'],
}

/**
 * An address from a template; a name without a value is left out.
 * Source: RFC 6570, levels 1 to 3.
 */
export const expandTemplate = (template: string, values: JsonRecord): string =>
  template.replaceAll(expression, (_whole, operator: string, names: string) => {
    const [before = '', between = ','] = signs[operator] ?? []
    const isWhole = operator === '+' || operator === '#'
    const isNamed = operator === ';' || operator === '?' || operator === '&'
    const found = partsOf(names).flatMap((name) => {
      const value = values[name]
      if (typeof value !== 'string') return []
      const written = isWhole ? encodeURI(value) : encodeURIComponent(value)
      return [isNamed ? `${name}=${written}` : written]
    })
    return found.length === 0 ? '' : `${before}${found.join(between)}`
  })
