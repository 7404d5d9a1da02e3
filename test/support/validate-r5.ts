import ts from 'typescript'

/** Formats of FHIR R5's primitive types (5.0.0, datatypes.html), for the elements that we emit. */
const instant =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/
const formats: Readonly<Record<string, RegExp>> = {
  id: /^[A-Za-z0-9.-]{1,64}$/,
  lastUpdated: instant,
  effectiveDateTime: instant,
  start: instant,
  end: instant,
  birthDate: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  data: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  size: /^(0|[-+]?[1-9]\d*)$/,
  source: /^\S+$/,
  system: /^\S+$/,
  code: /^\S+( \S+)*$/,
  fullUrl: /^\S+$/,
  url: /^\S+$/,
}

/** Invariant per-1 of Period. */
const isReversed = (value: object): boolean => {
  const { start, end } = { start: undefined, end: undefined, ...value }
  return Date.parse(String(end)) < Date.parse(String(start))
}

/** Where a value breaks the rules that types cannot say: formats, and nothing empty. */
const breaches = (value: unknown, key: string, path: string): string[] => {
  if (typeof value === 'string') {
    const format = formats[key]
    return value.trim() === '' || format?.test(value) === false ? [`${path}: ${value}`] : []
  }
  if (value === null || value === undefined) return [`${path} is ${String(value)}`]
  if (typeof value !== 'object') return []
  const children = Object.entries(value)
  if (children.length === 0) return [`${path} is empty`]
  if (isReversed(value)) return [`${path} ends before it starts (per-1)`]
  return children.flatMap(([child, part]) =>
    breaches(part, Array.isArray(value) ? key : child, `${path}.${child}`),
  )
}

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  types: [],
}

/**
 * What is wrong with resources by the definition of FHIR R5 5.0.0: the types that are generated
 * from `hl7.fhir.r5.core` (unknown and missing elements, cardinalities, required codes), and the
 * formats of primitive values.
 */
export function validateR5(resources: readonly object[]): string[] {
  const file = `${import.meta.dirname.replaceAll('\\', '/')}/r5-instances.ts`
  const text = [
    `import type { Bundle, FhirResource } from 'fhir/r5.js'`,
    `type Any = Exclude<FhirResource, Bundle> | Bundle<FhirResource>`,
    ...resources.map((r, i) => `export const r${i}: Any = ${JSON.stringify(r)}`),
  ].join('\n')
  const disk = ts.createCompilerHost(options)
  const mine = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023)
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, ...rest) => (name === file ? mine : disk.getSourceFile(name, ...rest)),
    fileExists: (name) => name === file || disk.fileExists(name),
    readFile: (name) => (name === file ? text : disk.readFile(name)),
  }
  const program = ts.createProgram([file], options, host)
  const mistakes = ts.getPreEmitDiagnostics(program).map(({ messageText, start }) => {
    const line = start === undefined ? 0 : mine.getLineAndCharacterOfPosition(start).line
    return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
  return [...mistakes, ...resources.flatMap((r, i) => breaches(r, '', String(i)))]
}
