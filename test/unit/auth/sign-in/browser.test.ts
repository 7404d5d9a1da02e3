import { describe, expect, it } from 'vitest'

import { commandOf } from '../../../../src/auth/sign-in/browser.js'

const address = 'https://jhe.example/o/authorize/?scope=openid%20email&state=$&$1'

describe('$BROWSER', () => {
  it.each([
    ['firefox', 'firefox', [address]],
    ['  firefox  -P work ', 'firefox', ['-P', 'work', address]],
    ['firefox %s', 'firefox', [address]],
    ['chrome --app=%s --new', 'chrome', [`--app=${address}`, '--new']],
    ['/opt/helper.sh', '/opt/helper.sh', [address]],
  ])('T-B2: %j starts %s with %j', (browser, file, args) => {
    expect(commandOf(browser, address)).toEqual({ file, args })
  })
})
