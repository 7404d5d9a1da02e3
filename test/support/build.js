import { build } from 'tsdown'

// The command line of tsdown warns about Node 20, which builds this project well.
await build({ logLevel: 'error' })
