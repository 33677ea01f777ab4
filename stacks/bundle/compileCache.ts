import { execFileSync } from 'node:child_process'
import { chmodSync, globSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The folder of V8's compile cache beside a bundle. */
const FOLDER = 'compile-cache'

/** Where a function finds it. Of another Node, V8 or processor it has another name, and is not looked at. */
export const COMPILE_CACHE = {
  NODE_COMPILE_CACHE: `/var/task/${FOLDER}`,
  NODE_COMPILE_CACHE_PORTABLE: '1', // by the way from the cache to the bundle, not by where both were made
} as const

/** The user that Lambda runs a function as (`id` in one: uid=993, sbx_user1051); Node keeps a cache per user. */
const LAMBDA_USER = 993

/** What Lambda runs functions of these stacks with. */
const LAMBDA = { arch: 'arm64', node: '24' } as const

/** Whether a cache that is made here can be one of Lambda's. */
export function canBeLambdas({ arch, node }: { readonly arch: string; readonly node: string }): boolean {
  return arch === LAMBDA.arch && node.split('.')[0] === LAMBDA.node
}

/** Loads the bundle of the folder once, and leaves what V8 compiled beside it, for that user. */
export function makeCompileCache(folder: string, { user = LAMBDA_USER } = {}): void {
  const load = `await import(${JSON.stringify(pathToFileURL(join(folder, 'bundle.mjs')).href)})`
  execFileSync(process.execPath, ['--input-type=module', '-e', load], {
    env: { ...COMPILE_CACHE, NODE_COMPILE_CACHE: join(folder, FOLDER) },
  })
  const [made = ''] = globSync('v*', { cwd: join(folder, FOLDER) })
  const renamed = made.replace(/-\d+$/, `-${user}`)
  renameSync(join(folder, FOLDER, made), join(folder, FOLDER, renamed))
  // Node writes them for whoever made them alone; Lambda's user is somebody else.
  for (const file of globSync('**/*', { cwd: join(folder, FOLDER, renamed) }))
    chmodSync(join(folder, FOLDER, renamed, file), 0o644)
}
