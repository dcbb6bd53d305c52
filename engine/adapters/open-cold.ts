// Opens the cold files: in a folder, in a bucket, or in this process.

import { join } from 'node:path'
import { Fault } from '../fault.ts'
import type { ColdStore } from '../ports/cold-store.ts'
import { FolderColdStore } from './folder/cold-store.ts'
import { MemoryColdStore } from './memory/cold-store.ts'
import { S3ColdStore, type S3Place } from './s3/cold-store.ts'

export type ColdOptions = {
  /** `memory:`, `folder:`, `folder:/path`, `s3://key:secret@host[:port]/bucket[/prefix]` */
  readonly url: string
  /** Where `folder:` alone has them. */
  readonly folder: string
}

export function openCold({ url, folder }: ColdOptions): ColdStore {
  if (url === 'memory:') return new MemoryColdStore()
  if (url.startsWith('folder:'))
    return new FolderColdStore(url.slice('folder:'.length) || join(folder, 'cold'))
  return new S3ColdStore(placeOf(url))
}

/** @throws Fault `bad-config`: it looked like an address and is none */
function placeOf(url: string): S3Place {
  try {
    const { host, username, password, pathname, protocol } = new URL(url)
    const [, bucket = '', ...rest] = pathname.split('/')
    const prefix = rest.filter(part => part !== '').join('/')
    const scheme = protocol === 's3+http:' ? 'http' : 'https'
    return {
      bucket: `${scheme}://${host}/${bucket}`,
      prefix: prefix === '' ? '' : `${prefix}/`,
      key: decodeURIComponent(username),
      secret: decodeURIComponent(password),
    }
  } catch (cause) {
    throw new Fault(
      'bad-config',
      'cold.url is no address: is a sign in the secret not written as %XX?',
      cause,
    )
  }
}
