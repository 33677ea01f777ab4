import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { canBeLambdas, makeCompileCache } from './compileCache.ts'

/** What is done to the folder of a bundle before it is packed. */
export function finishBundle(folder: string, { compileCache }: { readonly compileCache: boolean }): void {
  // SST writes what is linked into it, sealed; nothing is linked, and no key to it is deployed.
  rmSync(join(folder, 'resource.enc'), { force: true })
  if (!compileCache) return
  if (canBeLambdas({ arch: process.arch, node: process.versions.node })) makeCompileCache(folder)
  else
    process.stderr.write(`no compile cache: Node ${process.versions.node} on ${process.arch} makes none for Lambda\n`)
}
