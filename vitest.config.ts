import { defineConfig } from 'vitest/config'

/** Unit tests refuse the network (test/setup.ts); stories start the product and use loopback only; infra evaluates the stacks. */
export default defineConfig({
  // Vite would take graphql's ES modules for our files while libraries take its CommonJS: two graphqls in one process.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/*.test.ts', 'test/{access,vault,fhir,audit,records,api,local-aws,cli,leaks}/**/*.test.ts'],
          setupFiles: ['test/setup.ts'],
          testTimeout: 60_000, // a hung test ends; how long others take is no assertion
        },
      },
      {
        extends: true,
        test: {
          name: 'stories',
          include: ['test/stories/**/*.test.ts'],
          setupFiles: ['test/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          globalSetup: ['test/infra/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
