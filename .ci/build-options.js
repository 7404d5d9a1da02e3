import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import license from 'rollup-plugin-license'

import { noticesOf } from './notices.js'
import { sdkSchemas } from './sdk-schemas.js'
import { zodFailures } from './zod-failures.js'

/** A path in the repository. */
export const pathOf = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/**
 * Chunks by what needs them, the most basic first: what a module imports comes with it, unless a
 * chunk further up has it. Few and whole, as each file costs a start about as much as 50 kB do.
 */
const chunks = [
  {
    name: 'base',
    test: /node_modules\/(zod|p-limit)\/|src\/(errors|config|connect-config|setting-readers|log|once|or-abort|or-late|app\/(audit\/(audit-id-key|open-audit)|command-context|grant\/(policy-place|read-policy)|runtime)|audit\/codes|auth\/issuer\/loopback|cli\/host-gone|files\/(disk|file-error|managed-file|open-flags|windows-acl)|permissions\/viewer|prompts\/wording|text\/(bounded-lines|flatten|inline))\.ts/,
  },
  {
    name: 'server',
    test: /src\/(cli\/start-server|mcp\/(own-results|tool-definitions-hash))\.ts|@modelcontextprotocol\/server\/dist\/(?!index\.mjs)/,
  },
  { name: 'undici', test: /node_modules\/undici\// },
  // with texts that few sessions ask for, which need nothing else
  {
    name: 'store',
    test: /src\/(auth\/store\/|files\/|prompts\/site-questions\.ts|tools\/server\/(data-dictionary|documentation-texts)\.ts)/,
  },
  {
    name: 'bridge',
    test: /src\/(cli\/connect\/(start-connect|open-kept)\.ts|connect\/((host|seen)\/|own-id\.ts))/,
  },
  {
    name: 'account',
    test: /src\/(auth\/|files\/|guard\/|audit\/(chain|compare-heads|fhir|files|stream-trail|trail|verify)|app\/(account|choice\/|guard|session-lines)|cli\/(audit|login|logout|whoami)|http\/wire\/read-body\.ts)|node_modules\/(jose|openid-client|oauth4webapi|open)\//,
  },
  {
    name: 'delegate',
    test: /src\/(app\/delegation\/(?!delegation-refused)|cli\/delegate)/,
  },
  {
    name: 'connect',
    test: /src\/(connect\/|cli\/connect\/(open-account|server-fingerprint)\.ts)|node_modules\/eventsource-parser\//,
  },
  {
    name: 'database',
    test: /src\/((db|query|permissions|sql-scripts|fhir|omh\/body)\/|cli\/sql|mcp\/(ask-person|choose-on-page)|calls\/(completions|needs-patient|needs-study|record-choice|server-status|take-choice)|tools\/(fhir-bundles|clinical\/(slim-record|record-bundle|elements)|observations\/(slim-observation|trend\/(over-time|over-the-day|sums|night-label|trend-question))|cohort\/(activity-answer|answer|cohort-args|differences?|groups|likely-unit|sentences|series|worklist|worklist-rows))\.ts)/,
  },
  { name: 'program', test: /src\/cli\/program\.ts|node_modules\/commander\// },
  {
    name: 'call',
    test: /src\/(cli\/(call|brake|session-commands|connect\/(own-definitions|probe-session|remote-\w+|with-remote))|calls\/lift-brake|mcp\/lift-on-demand|text\/(show|chart))\.ts/,
  },
  { name: 'picture', test: /src\/(picture\/|cli\/draw-answer)/ },
  { name: 'views', test: /src\/mcp\/views\/view-pages/ },
  {
    name: 'console',
    test: /src\/(console|llm|cli\/console)\/|node_modules\/@modelcontextprotocol\/client\//,
  },
  { name: 'demo', test: /src\/demo\/|src\/cli\/demo|src\/app\/demo\/demo-/ },
  { name: 'issuer', test: /node_modules\/oidc-provider\// },
  {
    name: 'serve',
    test: /src\/(http|broker|state|app\/serve|cli\/serve)\/|node_modules\/(@modelcontextprotocol\/node|@modelcontextprotocol\/server\/dist\/index\.mjs|@hono|lru-cache|rate-limiter-flexible|prom-client)\//,
  },
  { name: 'doctor', test: /src\/doctor|src\/app\/ask-as-person/ },
  { name: 'setup', test: /src\/(setup|deploy|cli\/deploy)/ },
]

/**
 * One character beyond Latin-1 doubles what a whole file takes in memory, so such characters are
 * written as escapes: the same in every text, template and regular expression but raw ones.
 */
const rawText = /String\.raw`[^`]*[^\0-\x7f]/
export const asciiOnly = {
  name: 'ascii-only',
  generateBundle: (_options, bundle) => {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || rawText.test(chunk.code)) continue
      chunk.code = chunk.code.replaceAll(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    }
  },
}

/**
 * pg asks whether it runs in a Cloudflare Worker, for which Node 20 loads all of `fetch`: 9 MB and
 * a tenth of a second before the first question. It runs in Node.
 */
const pgInNode = {
  name: 'pg-in-node',
  resolveId: (source, importer) =>
    source === './stream' && /node_modules\/pg\/lib\/connection\.js$/.test(importer ?? '')
      ? pathOf('src/db/postgres/pg-stream.ts')
      : null,
}

/**
 * The index of the SDK holds its half for HTTP, 43 kB that a start on stdio would load. Whoever is
 * not in `src/http` gets what that index only passes on from the files beside it.
 */
const sdk = pathOf('node_modules/@modelcontextprotocol/server/dist')
const sdkPassedOn = `${sdk}/passed-on.mjs`
const sdkWithoutHttp = {
  name: 'sdk-without-http',
  resolveId: (source, importer) =>
    source === '@modelcontextprotocol/server' && /[\\/]src[\\/](?!http[\\/])/.test(importer ?? '')
      ? sdkPassedOn
      : null,
  load: (id) => {
    if (id !== sdkPassedOn) return null
    const index = readFileSync(`${sdk}/index.mjs`, 'utf8')
    const imports = index.match(/^import \{.*\} from "\.\/.*";$/gm) ?? []
    const code = imports.map((line) => line.replace('import', 'export')).join('\n')
    return { code, moduleSideEffects: false }
  },
}

/** Fills the modules that are empty until the pages of the views are built. */
export const withViews = (views) => {
  const filled = (pick) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(views).map(([name, view]) => [name, view[pick]])),
    )
  const modules = new Map([
    [pathOf('src/mcp/views/view-hashes.ts'), `export const viewHashes = ${filled('hash')}`],
    [pathOf('src/mcp/views/view-pages.ts'), `export const viewPages = ${filled('html')}`],
  ])
  return { name: 'with-views', load: (id) => modules.get(id) ?? null }
}

/** Fills the module that is empty until the page of the console is built. */
export const withConsole = (texts) => {
  const file = pathOf('src/console/page-texts.ts')
  const code = `export const pageTexts = ${JSON.stringify(texts)}`
  return { name: 'with-console', load: (id) => (id === file ? code : null) }
}

/** Names stay: bug reports quote them, and oidc-provider knows its classes by theirs. */
const names = { function: true, class: true }

/** How everything that runs under Node is compiled: the package, and what it is measured against. */
export const compiled = {
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: false,
  fixedExtension: false,
  logLevel: 'error',
  plugins: [asciiOnly],
  minify: { compress: { keepNames: names }, mangle: { keepNames: names }, codegen: true },
}

/** Licences that let us ship what they cover inside a package under the MIT licence. */
const allowedLicences =
  '(MIT OR ISC OR BSD-2-Clause OR BSD-3-Clause OR Apache-2.0 OR 0BSD OR BlueOak-1.0.0)'

/** Where a build leaves the packages whose code is in it, as `name@version`; it is not published. */
export const bundledList = pathOf('dist/bundled.json')
const nameOf = ({ name, version }) => `${name}@${version}`

/** Looks at what a build bundles; a licence that is not allowed ends it. */
export const licences = (output) =>
  license({
    thirdParty: {
      multipleVersions: true,
      allow: { test: allowedLicences, failOnViolation: true, failOnUnlicensed: true },
      output,
    },
  })

/**
 * The notices that the licences of the bundled packages ask for.
 * @param inPages packages that are in pages which the bundle holds as texts
 */
export const notices = (inPages) =>
  licences([
    {
      file: pathOf('dist/NOTICES.txt'),
      template: (packages) => noticesOf([...packages, ...inPages]),
    },
    {
      file: bundledList,
      template: (packages) => JSON.stringify([...packages, ...inPages].map(nameOf)),
    },
  ])

/** How the package is compiled. The maps stay out of it. */
export const product = {
  ...compiled,
  plugins: [asciiOnly, pgInNode, sdkWithoutHttp, sdkSchemas, zodFailures],
  entry: { main: pathOf('src/main.ts'), 'demo-worker': pathOf('src/app/demo/embedded-worker.ts') },
  sourcemap: 'hidden',
  clean: true,
  alias: {
    '@modelcontextprotocol/server/_shims': pathOf('src/mcp/sdk-shims.ts'),
    // Its CommonJS form, which prom-client asks for, does not survive the shortening of names.
    '@opentelemetry/api': pathOf('node_modules/@opentelemetry/api/dist/index.mjs'),
    // Its CommonJS form calls a `require` of its own that no bundler sees through.
    'jsonc-parser': pathOf('node_modules/jsonc-parser/lib/esm/main.js'),
  },
  outputOptions: {
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: chunks.map((chunk, index) => ({ ...chunk, priority: chunks.length - index })),
    },
  },
}
