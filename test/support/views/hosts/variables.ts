type Variables = Readonly<Record<string, string>>

/** Colours with one value for both themes, as hosts write them. */
const twofold = (pairs: Readonly<Record<string, readonly [string, string]>>): Variables =>
  Object.fromEntries(
    Object.entries(pairs).map(([name, [light, dark]]) => [name, `light-dark(${light}, ${dark})`]),
  )

/** Goose 1.38: its greys are too pale for text and for lines. */
export const gooseVariables: Variables = {
  ...twofold({
    '--color-background-primary': ['#ffffff', '#22252a'],
    '--color-background-secondary': ['#f4f6f7', '#3f434b'],
    '--color-text-primary': ['#3f434b', '#ffffff'],
    '--color-text-secondary': ['#878787', '#878787'],
    '--color-text-tertiary': ['#a7b0b9', '#606c7a'],
    '--color-border-primary': ['#e3e6ea', '#3f434b'],
    '--color-ring-primary': ['#e3e6ea', '#525b68'],
  }),
  '--font-sans': "'Cash Sans', sans-serif",
  '--font-text-sm-size': '0.875rem',
  '--border-radius-md': '8px',
  '--shadow-sm': '0 1px 2px 0 rgba(0, 0, 0, 0.05)',
}

/** Claude Desktop: nested functions in a colour of two values, fonts from the web. */
export const claudeVariables: Variables = {
  ...twofold({
    '--color-background-primary': ['rgba(255, 255, 255, 1)', 'rgba(48, 48, 46, 1)'],
    '--color-text-primary': ['rgba(20, 20, 19, 1)', 'rgba(250, 249, 245, 1)'],
    '--color-text-secondary': ['rgba(61, 61, 58, 1)', 'rgba(194, 192, 182, 1)'],
    '--color-text-tertiary': ['rgba(115, 114, 108, 1)', 'rgba(156, 154, 146, 1)'],
    '--color-border-primary': ['rgba(31, 30, 29, 0.4)', 'rgba(222, 220, 209, 0.4)'],
  }),
  '--font-sans': '"Anthropic Sans", "system-ui", sans-serif',
  '--border-radius-md': '8px',
}

/** VS Code: names of its own colours, which stand in the page. */
export const vsCodeVariables: Variables = {
  '--color-background-primary': 'var(--vscode-editor-background)',
  '--color-text-primary': 'var(--vscode-foreground)',
  '--color-text-tertiary': '#bbbbbb',
  '--color-border-primary': 'var(--vscode-widget-border)',
  '--font-sans': 'var(--vscode-font-family)',
}

/** The Inspector: those of one theme at a time. */
export const inspectorVariables: Readonly<Record<'light' | 'dark', Variables>> = {
  light: {
    '--color-background-primary': '#ffffff',
    '--color-text-primary': '#000000',
    '--color-text-secondary': '#5c5f66',
    '--color-border-primary': '#dee2e6',
    '--font-sans': '-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, sans-serif',
  },
  dark: {
    '--color-background-primary': '#242424',
    '--color-text-primary': '#c9c9c9',
    '--color-text-secondary': '#909296',
    '--color-border-primary': '#424242',
    '--font-sans': '-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, sans-serif',
  },
}
