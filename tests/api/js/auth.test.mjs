// Auth, judged by the official JavaScript client. Run by tests/api/test_javascript.py, which
// starts a stack and passes its address, keys and home directory in the environment.

import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { createClient } from '@supabase/supabase-js'
import ws from 'ws'

const {
  FLYWHEEL_API_URL: url,
  FLYWHEEL_ANON_KEY: anonKey,
  FLYWHEEL_SERVICE_ROLE_KEY: serviceKey,
  FLYWHEEL_HOME: home,
} = process.env
const PASSWORD = 'correct horse 7'
// Node 20 has no WebSocket of its own.
const realtime = { transport: ws }

const address = () => `js-${randomUUID()}@example.com`

// Each client has a storage of its own, as each browser has.
function memory() {
  const items = new Map()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

function browser(auth = {}) {
  const options = { autoRefreshToken: false, storage: memory(), ...auth }
  return createClient(url, anonKey, { auth: options, realtime })
}

function server() {
  return createClient(url, serviceKey, {
    auth: { autoRefreshToken: false, persistSession: false },
    realtime,
  })
}

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

async function person(metadata = {}) {
  const client = browser()
  const email = address()
  const { user } = await ok(
    client.auth.signUp({ email, password: PASSWORD, options: { data: metadata } }),
  )
  return { client, email, id: user.id }
}

async function claims(client) {
  return (await ok(client.auth.getClaims())).claims
}

function mailTo(email) {
  const outbox = join(home, 'outbox')
  const newest = readdirSync(outbox).filter((name) => name.endsWith('.json')).sort().reverse()
  const mails = newest.map((name) => JSON.parse(readFileSync(join(outbox, name), 'utf8')))
  const mail = mails.find(({ to }) => to === email)
  assert.ok(mail, `no mail was sent to ${email}`)
  return mail
}

async function follow(link) {
  const answer = await fetch(link, { redirect: 'manual' })
  assert.equal(answer.status, 303)
  return new URL(answer.headers.get('location'))
}

/** RFC 6238 with its usual parameters. */
function totp(secret, time = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((char) => alphabet.indexOf(char).toString(2).padStart(5, '0'))
  const key = Buffer.from(bits.join('').match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const number = hash.readUInt32BE(hash[hash.length - 1] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

test('a person signs up, signs out and signs in', async () => {
  const { client, email, id } = await person({ name: 'Ann' })
  assert.equal((await ok(client.auth.getUser())).user.user_metadata.name, 'Ann')
  await client.auth.signOut()
  assert.equal((await ok(client.auth.getSession())).session, null)
  const { user, session } = await ok(
    client.auth.signInWithPassword({ email, password: PASSWORD }),
  )
  assert.equal(user.id, id)
  assert.equal(session.token_type, 'bearer')
  assert.ok(Math.abs(session.expires_at - Date.now() / 1000 - 3600) < 60)
})

test('a wrong password is refused with a code', async () => {
  const { email } = await person()
  const error = await refused(browser().auth.signInWithPassword({ email, password: 'no' }))
  assert.equal(error.code, 'invalid_credentials')
  assert.equal(error.status, 400)
  assert.equal(error.message, 'Invalid login credentials')
})

test('a weak password is refused with the reasons', async () => {
  const error = await refused(browser().auth.signUp({ email: address(), password: '12345' }))
  assert.equal(error.name, 'AuthWeakPasswordError')
  assert.deepEqual(error.reasons, ['length'])
})

test('an address is registered once', async () => {
  const { email } = await person()
  const error = await refused(browser().auth.signUp({ email, password: PASSWORD }))
  assert.equal(error.code, 'user_already_exists')
})

test('the user changes metadata and password', async () => {
  const { client, email } = await person({ name: 'Ann' })
  const { user } = await ok(
    client.auth.updateUser({ password: 'another one 8', data: { city: 'Riyadh' } }),
  )
  assert.equal(user.user_metadata.name, 'Ann')
  assert.equal(user.user_metadata.city, 'Riyadh')
  await ok(browser().auth.signInWithPassword({ email, password: 'another one 8' }))
})

test('a refresh rotates the token within its session', async () => {
  const { client } = await person()
  const before = (await ok(client.auth.getSession())).session
  const { session } = await ok(client.auth.refreshSession())
  assert.notEqual(session.refresh_token, before.refresh_token)
  assert.equal((await claims(client)).aal, 'aal1')
  const late = await ok(browser().auth.refreshSession({ refresh_token: before.refresh_token }))
  assert.equal(late.session.refresh_token, session.refresh_token)
})

test('an unknown refresh token is refused', async () => {
  const error = await refused(browser().auth.refreshSession({ refresh_token: 'none' }))
  assert.equal(error.code, 'refresh_token_not_found')
})

for (const [scope, here, there] of [
  ['local', false, true],
  ['others', true, false],
  ['global', false, false],
]) {
  test(`signing out with scope ${scope} ends those sessions`, async () => {
    const { client, email } = await person()
    const elsewhere = browser()
    await ok(elsewhere.auth.signInWithPassword({ email, password: PASSWORD }))
    const token = (await ok(client.auth.getSession())).session.access_token
    const tokenThere = (await ok(elsewhere.auth.getSession())).session.access_token
    assert.equal((await client.auth.signOut({ scope })).error, null)
    const signedIn = async (jwt) => (await browser().auth.getUser(jwt)).error === null
    assert.equal(await signedIn(token), here)
    assert.equal(await signedIn(tokenThere), there)
  })
}

test('a session that ended elsewhere is missing, for the client too', async () => {
  const { client, id } = await person()
  const { session } = await ok(client.auth.getSession())
  await server().auth.admin.signOut(session.access_token, 'global')
  const error = await refused(client.auth.getUser())
  assert.equal(error.name, 'AuthSessionMissingError')
  assert.ok(id)
})

test('a code by mail signs in', async () => {
  const client = browser()
  const email = address()
  await ok(client.auth.signInWithOtp({ email, options: { data: { name: 'Ann' } } }))
  const { code } = mailTo(email)
  const wrong = await refused(client.auth.verifyOtp({ email, token: 'abcdef', type: 'email' }))
  assert.equal(wrong.code, 'otp_expired')
  const { user, session } = await ok(
    client.auth.verifyOtp({ email, token: code, type: 'email' }),
  )
  assert.equal(user.user_metadata.name, 'Ann')
  assert.ok(session)
  const again = await refused(client.auth.verifyOtp({ email, token: code, type: 'email' }))
  assert.equal(again.code, 'otp_expired')
})

test('mails to one address are kept apart', async () => {
  const email = address()
  await ok(browser().auth.signInWithOtp({ email }))
  const error = await refused(browser().auth.signInWithOtp({ email }))
  assert.equal(error.status, 429)
  assert.equal(error.code, 'over_email_send_rate_limit')
})

test('a magic link carries the session', async () => {
  const client = browser()
  const { email, id } = await person()
  const emailRedirectTo = 'http://localhost:5173/in'
  await ok(client.auth.signInWithOtp({ email, options: { emailRedirectTo } }))
  const target = await follow(mailTo(email).link)
  assert.equal(target.origin + target.pathname, emailRedirectTo)
  const carried = new URLSearchParams(target.hash.slice(1))
  assert.equal(carried.get('type'), 'magiclink')
  const { user } = await ok(
    client.auth.setSession({
      access_token: carried.get('access_token'),
      refresh_token: carried.get('refresh_token'),
    }),
  )
  assert.equal(user.id, id)
})

test('a magic link with PKCE is exchanged by its asker alone', async () => {
  const client = browser({ flowType: 'pkce' })
  const { email, id } = await person()
  await ok(client.auth.signInWithOtp({ email }))
  const code = (await follow(mailTo(email).link)).searchParams.get('code')
  const thief = browser({ flowType: 'pkce' })
  await ok(thief.auth.signInWithOtp({ email: address() }))
  assert.equal((await refused(thief.auth.exchangeCodeForSession(code))).code, 'bad_code_verifier')
  const { user } = await ok(client.auth.exchangeCodeForSession(code))
  assert.equal(user.id, id)
})

test('recovery leads to a new password', async () => {
  const client = browser({ flowType: 'pkce' })
  const { email } = await person()
  await ok(client.auth.resetPasswordForEmail(email))
  const code = (await follow(mailTo(email).link)).searchParams.get('code')
  const { redirectType } = await ok(client.auth.exchangeCodeForSession(code))
  assert.equal(redirectType, 'recovery')
  await ok(client.auth.updateUser({ password: 'a new one 9' }))
  await ok(browser().auth.signInWithPassword({ email, password: 'a new one 9' }))
})

test('recovery is silent about unknown addresses', async () => {
  assert.deepEqual(await ok(browser().auth.resetPasswordForEmail(address())), {})
})

test('a new address is confirmed from both addresses', async () => {
  const { client, email } = await person()
  const newEmail = address()
  const { user } = await ok(client.auth.updateUser({ email: newEmail }))
  assert.equal(user.new_email, newEmail)
  const half = await ok(
    client.auth.verifyOtp({ email, token: mailTo(email).code, type: 'email_change' }),
  )
  assert.equal(half.session, null)
  const { code } = mailTo(newEmail)
  const whole = await ok(
    client.auth.verifyOtp({ email: newEmail, token: code, type: 'email_change' }),
  )
  assert.equal(whole.user.email, newEmail)
})

test('a second factor raises the session to aal2, and removing it lowers it', async () => {
  const { client } = await person()
  const factor = await ok(
    client.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'phone', issuer: 'Acme' }),
  )
  assert.match(factor.totp.qr_code, /^data:image\/svg\+xml;utf-8,<svg /)
  assert.match(factor.totp.uri, /^otpauth:\/\/totp\/Acme:/)
  const challenge = await ok(client.auth.mfa.challenge({ factorId: factor.id }))
  const bad = { factorId: factor.id, challengeId: challenge.id, code: 'abcdef' }
  assert.equal((await refused(client.auth.mfa.verify(bad))).code, 'mfa_verification_failed')
  await ok(client.auth.mfa.verify({ ...bad, code: totp(factor.totp.secret) }))
  const levels = await ok(client.auth.mfa.getAuthenticatorAssuranceLevel())
  assert.equal(levels.currentLevel, 'aal2')
  assert.deepEqual(new Set((await claims(client)).amr.map(({ method }) => method)),
    new Set(['totp', 'password']))
  const { totp: verified } = await ok(client.auth.mfa.listFactors())
  assert.deepEqual(verified.map(({ id }) => id), [factor.id])
  await ok(client.auth.mfa.unenroll({ factorId: factor.id }))
  await ok(client.auth.refreshSession())
  assert.equal((await claims(client)).aal, 'aal1')
})

test('a session without the second factor cannot remove it', async () => {
  const { client, email } = await person()
  const { id, totp: secrets } = await ok(client.auth.mfa.enroll({ factorType: 'totp' }))
  await ok(client.auth.mfa.challengeAndVerify({ factorId: id, code: totp(secrets.secret) }))
  const elsewhere = browser()
  await ok(elsewhere.auth.signInWithPassword({ email, password: PASSWORD }))
  const levels = await ok(elsewhere.auth.mfa.getAuthenticatorAssuranceLevel())
  assert.deepEqual([levels.currentLevel, levels.nextLevel], ['aal1', 'aal2'])
  const error = await refused(elsewhere.auth.mfa.unenroll({ factorId: id }))
  assert.equal(error.code, 'insufficient_aal')
})

test('a server makes, lists, changes and deletes users', async () => {
  const { admin } = server().auth
  const email = address()
  const { user } = await ok(
    admin.createUser({ email, password: PASSWORD, email_confirm: true }),
  )
  await ok(browser().auth.signInWithPassword({ email, password: PASSWORD }))
  const page = await ok(admin.listUsers({ page: 1, perPage: 1 }))
  assert.equal(page.users[0].id, user.id)
  assert.equal(page.nextPage, 2)
  assert.ok(page.total >= 1)
  const changed = await ok(admin.updateUserById(user.id, { app_metadata: { plan: 'gold' } }))
  assert.equal(changed.user.app_metadata.plan, 'gold')
  assert.deepEqual(await ok(admin.mfa.listFactors({ userId: user.id })), { factors: [] })
  await ok(admin.deleteUser(user.id))
  assert.equal((await refused(admin.getUserById(user.id))).code, 'user_not_found')
})

test('a server invites and makes links', async () => {
  const { admin } = server().auth
  const email = address()
  await ok(admin.inviteUserByEmail(email, { data: { team: 'north' } }))
  assert.equal(mailTo(email).kind, 'invite')
  const { properties } = await ok(admin.generateLink({ type: 'magiclink', email: address() }))
  const answer = await ok(
    browser().auth.verifyOtp({ token_hash: properties.hashed_token, type: 'email' }),
  )
  assert.ok(answer.session)
})

test('a browser is no server', async () => {
  const { client, id } = await person()
  for (const attempt of [
    client.auth.admin.listUsers(),
    client.auth.admin.deleteUser(id),
    client.auth.admin.createUser({ email: address() }),
  ]) {
    const error = await refused(attempt)
    assert.deepEqual([error.status, error.code], [403, 'not_admin'])
  }
})

test('bad tokens are refused', async () => {
  const malformed = await refused(browser().auth.getUser('not.a.token'))
  assert.deepEqual([malformed.status, malformed.code], [403, 'bad_jwt'])
  const noUser = await refused(browser().auth.getUser(anonKey))
  assert.match(noUser.message, /missing sub claim/)
})

test('anonymous sign-in is off as in the CLI', async () => {
  const error = await refused(browser().auth.signInAnonymously())
  assert.equal(error.code, 'anonymous_provider_disabled')
})

test('the application is told about sign-in, change and sign-out', async () => {
  const client = browser()
  const events = []
  const { data } = client.auth.onAuthStateChange((event) => void events.push(event))
  await ok(client.auth.signUp({ email: address(), password: PASSWORD }))
  await ok(client.auth.updateUser({ data: { a: 1 } }))
  await ok(client.auth.refreshSession())
  await client.auth.signOut()
  data.subscription.unsubscribe()
  assert.deepEqual(
    events.filter((event) => event !== 'INITIAL_SESSION'),
    ['SIGNED_IN', 'USER_UPDATED', 'TOKEN_REFRESHED', 'SIGNED_OUT'],
  )
})
