import { execFileSync } from 'node:child_process'
import { test } from 'vitest'

test('the config and the stacks are of the types of SST, which are strict', () => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.infra.json'], { stdio: 'inherit' })
})
