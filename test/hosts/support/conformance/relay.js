// The command that the conformance suite starts as its client, and what a bridge opens as its browser:
// both happen in the test, or by following the address.
const address = process.argv.at(-1) ?? ''
const {
  CONFORMANCE_DRIVER: driver,
  MCP_CONFORMANCE_SCENARIO: scenario,
  MCP_CONFORMANCE_CONTEXT: context = '{}',
  MCP_CONFORMANCE_PROTOCOL_VERSION: revision,
} = process.env

if (driver === undefined) {
  await fetch(address)
} else {
  const body = JSON.stringify({ address, scenario, revision, context: JSON.parse(context) })
  const answer = await fetch(driver, { method: 'POST', body })
  process.stdout.write(await answer.text())
  process.exitCode = answer.ok ? 0 : 1
}
