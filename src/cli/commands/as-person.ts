import { Option } from 'commander'

/** The flag that chooses a person of the demo world. */
export const asPerson = (): Option => new Option('--as <name>', 'who of the demo to be')
