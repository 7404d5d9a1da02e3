import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const processOwners = ['src/main.ts']

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', '.ci/results/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.{ts,tsx}', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './src/view/tsconfig.json',
          './src/console-page/tsconfig.json',
        ],
        tsconfigRootDir: `${import.meta.dirname}/..`,
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-shadow': 'off',
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/return-await': ['error', 'always'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      complexity: ['error', 10],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
    },
  },
  {
    // the page of the console is in a browser
    files: ['src/**/*.ts'],
    ignores: [...processOwners, 'src/console-page/**'],
    rules: { 'no-restricted-globals': ['error', 'process', 'fetch'] },
  },
  {
    // What a client of the 2025 era can do is told by a deprecated method and nowhere else.
    files: ['src/mcp/client-capabilities.ts'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    // Clients of the deprecated transport are still served, and its servers still reached.
    files: [
      'test/support/clients/sse-clients.ts',
      'test/support/connect/host/sample-servers.ts',
      'test/integration/connect/upstream/sse.test.ts',
    ],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
)
