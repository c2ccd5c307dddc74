// Storage, judged by the official JavaScript client. Run by tests/api/test_javascript.py, which
// starts a stack and passes its address and keys in the environment.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'

import { createClient } from '@supabase/supabase-js'
import ws from 'ws'

const {
  FLYWHEEL_API_URL: url,
  FLYWHEEL_ANON_KEY: anonKey,
  FLYWHEEL_SERVICE_ROLE_KEY: serviceKey,
} = process.env

// Node 20 has no WebSocket of its own.
const options = {
  auth: { autoRefreshToken: false, persistSession: false },
  realtime: { transport: ws },
}
const server = createClient(url, serviceKey, options)
const visitor = () => createClient(url, anonKey, options)
const bucket = `js-${randomUUID().slice(0, 8)}`
const files = server.storage.from(bucket)

/** Return the data of an answer, or fail with its error. */
async function ok(answer) {
  const { data, error } = await answer
  assert.equal(error, null)
  return data
}

async function refused(answer) {
  const { error } = await answer
  assert.ok(error, 'this should have been refused')
  return error
}

async function person() {
  const client = visitor()
  const email = `js-${randomUUID()}@example.com`
  await ok(client.auth.signUp({ email, password: 'correct horse 7' }))
  const workspace = await ok(client.from('workspaces').select('id').single())
  return { client, workspace: workspace.id }
}

before(() => ok(server.storage.createBucket(bucket, { public: false })))

after(async () => {
  await ok(server.storage.emptyBucket(bucket))
  await ok(server.storage.deleteBucket(bucket))
})

test('buckets are made, listed, changed and shown', async () => {
  const name = `js-${randomUUID().slice(0, 8)}`
  const limits = { public: true, fileSizeLimit: '1MB', allowedMimeTypes: ['image/png'] }
  assert.deepEqual(await ok(server.storage.createBucket(name, limits)), { name })
  const shown = await ok(server.storage.getBucket(name))
  assert.equal(shown.public, true)
  assert.equal(shown.file_size_limit, 1_000_000)
  assert.deepEqual(shown.allowed_mime_types, ['image/png'])
  await ok(server.storage.updateBucket(name, { public: false, fileSizeLimit: null }))
  assert.equal((await ok(server.storage.getBucket(name))).file_size_limit, null)
  const found = await ok(server.storage.listBuckets({ search: name, limit: 5 }))
  assert.deepEqual(found.map((one) => one.id), [name])
  await ok(server.storage.deleteBucket(name))
  assert.equal((await refused(server.storage.getBucket(name))).message, 'Bucket not found')
})

test('every kind of body is stored and comes back', async () => {
  const bodies = {
    'text.txt': 'text',
    'buffer.txt': Buffer.from('text'),
    'bytes.txt': new TextEncoder().encode('text'),
    'blob.txt': new Blob(['text'], { type: 'text/plain' }),
    'stream.txt': Readable.toWeb(Readable.from(['te', 'xt'].map((part) => Buffer.from(part)))),
  }
  for (const [name, body] of Object.entries(bodies)) {
    const metadata = { alt: 'für dich' }
    const stored = await ok(
      files.upload(`kinds/${name}`, body, {
        contentType: 'text/plain', cacheControl: '60', metadata,
      })
    )
    assert.equal(stored.path, `kinds/${name}`)
    assert.equal(stored.fullPath, `${bucket}/kinds/${name}`)
    assert.ok(stored.id)
    const blob = await ok(files.download(`kinds/${name}`))
    assert.equal(await blob.text(), 'text')
    assert.match(blob.type, /^text\/plain/)
    const known = await ok(files.info(`kinds/${name}`))
    assert.equal(known.size, 4)
    assert.equal(known.cacheControl, 'max-age=60')
    assert.deepEqual(known.metadata, metadata)
  }
  const listed = await ok(files.list('kinds', { sortBy: { column: 'name', order: 'desc' } }))
  assert.deepEqual(listed.map((one) => one.name), Object.keys(bodies).sort().reverse())
})

test('a file is overwritten only on purpose, moved, copied and removed', async () => {
  await ok(files.upload('a.txt', 'one'))
  const taken = await refused(files.upload('a.txt', 'two'))
  assert.equal(taken.statusCode, '409')
  await ok(files.upload('a.txt', 'two', { upsert: true }))
  await ok(files.update('a.txt', 'three'))
  await ok(files.move('a.txt', 'b/c.txt'))
  assert.equal((await files.exists('a.txt')).data, false)
  assert.equal((await files.exists('b/c.txt')).data, true)
  assert.equal((await ok(files.copy('b/c.txt', 'd.txt'))).path, `${bucket}/d.txt`)
  assert.equal(await (await ok(files.download('d.txt'))).text(), 'three')
  const gone = await ok(files.remove(['d.txt', 'b/c.txt', 'never.txt']))
  assert.deepEqual(gone.map((one) => one.name).sort(), ['b/c.txt', 'd.txt'])
  assert.equal((await refused(files.download('d.txt'))).status, 400)
})

test('links are signed for reading and for writing', async () => {
  await ok(files.upload('signed file.txt', 'for a while'))
  const { signedUrl } = await ok(files.createSignedUrl('signed file.txt', 60, { download: 'x.txt' }))
  const answer = await fetch(signedUrl)
  assert.equal(await answer.text(), 'for a while')
  assert.match(answer.headers.get('content-disposition'), /x\.txt/)
  const many = await ok(files.createSignedUrls(['signed file.txt', 'never.txt'], 60))
  assert.equal(await (await fetch(many[0].signedUrl)).text(), 'for a while')
  assert.equal(many[1].signedUrl, null)
  assert.ok(many[1].error)

  const permit = await ok(files.createSignedUploadUrl('by-permit.txt'))
  const put = await ok(
    visitor().storage.from(bucket).uploadToSignedUrl('by-permit.txt', permit.token, 'permitted')
  )
  assert.equal(put.fullPath, `${bucket}/by-permit.txt`)
  assert.equal(await (await ok(files.download('by-permit.txt'))).text(), 'permitted')
})

test('a member keeps assets, a stranger does not see them', async () => {
  const [member, stranger] = [await person(), await person()]
  const path = `${member.workspace}/pictures/bee.png`
  const picture = new Blob([new Uint8Array([0x89, 0x50])], { type: 'image/png' })
  const mine = member.client.storage.from('assets')
  await ok(mine.upload(path, picture))
  assert.equal((await ok(mine.info(path))).contentType, 'image/png')
  assert.equal((await ok(mine.list(`${member.workspace}/pictures`))).length, 1)

  const theirs = stranger.client.storage.from('assets')
  assert.equal((await refused(theirs.download(path))).statusCode, '404')
  assert.equal((await refused(theirs.upload(path, picture, { upsert: true }))).statusCode, '403')
  assert.equal((await refused(theirs.createSignedUrl(path, 60))).statusCode, '404')
  assert.deepEqual(await ok(theirs.list(member.workspace)), [])
  assert.deepEqual(await ok(theirs.remove([path])), [])
  const svg = new Blob(['<svg/>'], { type: 'image/svg+xml' })
  assert.equal((await refused(mine.upload(`${path}.svg`, svg))).statusCode, '415')
  assert.equal((await ok(mine.remove([path]))).length, 1)
})
