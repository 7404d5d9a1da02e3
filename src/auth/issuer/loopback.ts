const loopback = ['localhost', '127.0.0.1', '[::1]']

/** Whether an address is one of this computer, which plain http does not leave. */
export const isLoopback = (url: URL): boolean => loopback.includes(url.hostname)
