-- Statements of the local Auth. Parameters are psycopg's; times are the database's own.

-- ---------------------------------------------------------------------------------------
-- users
-- ---------------------------------------------------------------------------------------

-- Users with identities and factors, in the field names of the API.
-- name: users_by_ids
select
    users.*,
    coalesce(
        (
            select
                jsonb_agg(
                    jsonb_build_object(
                        'identity_id', identities.id,
                        'id', identities.provider_id,
                        'user_id', identities.user_id,
                        'identity_data', identities.identity_data,
                        'provider', identities.provider,
                        'last_sign_in_at', identities.last_sign_in_at,
                        'created_at', identities.created_at,
                        'updated_at', identities.updated_at,
                        'email', identities.email
                    )
                    order by identities.created_at
                )
            from auth.identities
            where identities.user_id = users.id
        ),
        '[]'
    ) as identities,
    coalesce(
        (
            select
                jsonb_agg(
                    jsonb_build_object(
                        'id', mfa_factors.id,
                        'friendly_name', mfa_factors.friendly_name,
                        'factor_type', mfa_factors.factor_type,
                        'status', mfa_factors.status,
                        'created_at', mfa_factors.created_at,
                        'updated_at', mfa_factors.updated_at
                    )
                    order by mfa_factors.created_at
                )
            from auth.mfa_factors
            where mfa_factors.user_id = users.id
        ),
        '[]'
    ) as factors
from auth.users
where users.id = any(%(ids)s)
order by users.created_at desc nulls last, users.id

-- name: user_id_by_email
select id from auth.users where email = %(email)s and not is_sso_user

-- No row where the address is taken; a concurrent sign-up waits here for the other's end.
-- name: insert_user
insert into auth.users (
    instance_id,
    id,
    aud,
    role,
    email,
    encrypted_password,
    invited_at,
    confirmation_token,
    recovery_token,
    email_change_token_new,
    email_change,
    raw_app_meta_data,
    raw_user_meta_data,
    created_at,
    updated_at,
    is_anonymous
)
values (
    '00000000-0000-0000-0000-000000000000',
    %(id)s,
    'authenticated',
    %(role)s,
    %(email)s,
    %(encrypted_password)s,
    case when %(invited)s then now() end,
    '',
    '',
    '',
    '',
    %(app_metadata)s,
    %(user_metadata)s,
    now(),
    now(),
    %(is_anonymous)s
)
on conflict (email) where is_sso_user = false do nothing
returning id

-- name: insert_identity
insert into auth.identities (
    provider_id,
    user_id,
    identity_data,
    provider,
    last_sign_in_at,
    created_at,
    updated_at
)
values (%(user_id)s::text, %(user_id)s, %(identity_data)s, 'email', now(), now(), now())
on conflict (provider_id, provider) do update
set
    identity_data = identities.identity_data || excluded.identity_data,
    updated_at = now()

-- name: confirm_user
with confirmed as (
    update auth.users
    set
        email_confirmed_at = coalesce(email_confirmed_at, now()),
        raw_user_meta_data
        = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}',
        updated_at = now()
    where id = %(id)s
    returning id
)

update auth.identities
set identity_data = identity_data || '{"email_verified": true}', updated_at = now()
from confirmed
where identities.user_id = confirmed.id and identities.provider = 'email'

-- Metadata is merged key by key; a key that is set to null goes.
-- name: merge_metadata
update auth.users
set
    raw_user_meta_data = (
        select coalesce(jsonb_object_agg(key, value), '{}')
        from jsonb_each(coalesce(raw_user_meta_data, '{}') || %(user_metadata)s)
        where value <> 'null'
    ),
    raw_app_meta_data = (
        select coalesce(jsonb_object_agg(key, value), '{}')
        from jsonb_each(coalesce(raw_app_meta_data, '{}') || %(app_metadata)s)
        where value <> 'null'
    ),
    updated_at = now()
where id = %(id)s

-- name: set_password
with changed as (
    update auth.users
    set encrypted_password = %(encrypted_password)s, updated_at = now()
    where id = %(id)s
    returning id
)

-- Whoever could have used a mail to get in with the old password no longer can.
delete from auth.one_time_tokens
using changed
where
    one_time_tokens.user_id = changed.id
    and one_time_tokens.token_type in ('confirmation_token', 'recovery_token')

-- name: set_role
update auth.users set role = %(role)s, updated_at = now() where id = %(id)s

-- name: set_ban
update auth.users
set banned_until = now() + %(duration)s::interval, updated_at = now()
where id = %(id)s

-- name: set_email
update auth.users
set
    email = %(email)s,
    email_change = '',
    email_change_confirm_status = 0,
    is_anonymous = false,
    raw_app_meta_data
    = coalesce(raw_app_meta_data, '{}') || '{"provider": "email", "providers": ["email"]}',
    updated_at = now()
where id = %(id)s

-- name: request_email_change
update auth.users
set
    email_change = %(email)s,
    email_change_sent_at = now(),
    email_change_confirm_status = 0,
    updated_at = now()
where id = %(id)s

-- name: confirm_email_change_once
update auth.users
set email_change_confirm_status = 1, updated_at = now()
where id = %(id)s and email_change_confirm_status = 0
returning id

-- name: delete_user
delete from auth.users where id = %(id)s

-- The row stays, because others refer to it; what says who it was goes. The address is kept
-- as a hash, so that it can be registered again.
-- name: soft_delete_user
with gone as (
    update auth.users
    set
        email = encode(sha256(convert_to(id::text || coalesce(email, ''), 'UTF8')), 'base64'),
        phone = null,
        encrypted_password = '',
        email_change = '',
        raw_user_meta_data = '{}',
        raw_app_meta_data = '{}',
        deleted_at = now(),
        updated_at = now()
    where id = %(id)s and deleted_at is null
    returning id
),

sessions as (
    delete from auth.sessions using gone where sessions.user_id = gone.id
),

factors as (
    delete from auth.mfa_factors using gone where mfa_factors.user_id = gone.id
),

tokens as (
    delete from auth.one_time_tokens using gone where one_time_tokens.user_id = gone.id
)

update auth.identities
set
    provider_id = encode(sha256(convert_to(provider_id, 'UTF8')), 'base64'),
    identity_data = '{}',
    updated_at = now()
from gone
where identities.user_id = gone.id

-- name: user_ids
select id
from auth.users
where not is_sso_user
order by created_at desc nulls last, id
limit %(limit)s offset %(offset)s

-- name: count_users
select count(*) as total from auth.users where not is_sso_user

-- ---------------------------------------------------------------------------------------
-- sessions and refresh tokens
-- ---------------------------------------------------------------------------------------

-- name: session_by_id
select id, user_id, aal, factor_id, created_at
from auth.sessions
where id = %(id)s and (not_after is null or not_after > now())

-- name: insert_session
with signed_in as (
    update auth.users set last_sign_in_at = now(), updated_at = now() where id = %(user_id)s
)

insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)
values (%(id)s, %(user_id)s, now(), now(), 'aal1', %(user_agent)s, %(ip)s)

-- name: add_amr
insert into auth.mfa_amr_claims (
    id, session_id, authentication_method, created_at, updated_at
)
values (%(id)s, %(session_id)s, %(method)s, now(), now())
on conflict (session_id, authentication_method) do update set updated_at = now()

-- name: amr
select
    authentication_method as method,
    extract(epoch from updated_at)::bigint as timestamp
from auth.mfa_amr_claims
where session_id = %(session_id)s
order by updated_at desc

-- name: insert_refresh_token
insert into auth.refresh_tokens (
    instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id
)
values (
    '00000000-0000-0000-0000-000000000000',
    %(token)s,
    %(user_id)s::text,
    false,
    now(),
    now(),
    %(parent)s,
    %(session_id)s
)

-- Every refresh of a session goes through this lock, so that a session has one live token.
-- name: lock_session_of_token
select sessions.id, sessions.user_id
from auth.sessions
where
    sessions.id = (
        select refresh_tokens.session_id
        from auth.refresh_tokens
        where refresh_tokens.token = %(token)s
    )
    and (sessions.not_after is null or sessions.not_after > now())
for update

-- name: lock_session
select id from auth.sessions where id = %(id)s for update

-- name: refresh_token
select
    token,
    revoked,
    clock_timestamp() - updated_at <= %(reuse_interval)s as just_used
from auth.refresh_tokens
where token = %(token)s

-- name: live_token
select token, parent
from auth.refresh_tokens
where session_id = %(session_id)s and not revoked
order by id desc
limit 1

-- The time is the clock's: this transaction may have begun well before it got its lock.
-- name: revoke_token
with refreshed as (
    update auth.sessions
    set refreshed_at = clock_timestamp() at time zone 'utc', updated_at = now()
    where id = %(session_id)s
)

update auth.refresh_tokens
set revoked = true, updated_at = clock_timestamp()
where token = %(token)s

-- name: revoke_session_tokens
update auth.refresh_tokens
set revoked = true, updated_at = clock_timestamp()
where session_id = %(session_id)s and not revoked

-- name: raise_aal
update auth.sessions
set aal = 'aal2', factor_id = %(factor_id)s, updated_at = now()
where id = %(id)s

-- name: delete_sessions
delete from auth.sessions
where
    user_id = %(user_id)s
    and case %(scope)s
        when 'local' then id = %(session_id)s
        when 'others' then id is distinct from %(session_id)s
        else true
    end

-- ---------------------------------------------------------------------------------------
-- one-time tokens and PKCE flows
-- ---------------------------------------------------------------------------------------

-- name: put_one_time_token
insert into auth.one_time_tokens (
    id, user_id, token_type, token_hash, relates_to, created_at, updated_at
)
values (
    %(id)s,
    %(user_id)s,
    %(token_type)s,
    %(token_hash)s,
    %(relates_to)s,
    now() at time zone 'utc',
    now() at time zone 'utc'
)
on conflict (user_id, token_type) do update
set
    token_hash = excluded.token_hash,
    relates_to = excluded.relates_to,
    created_at = excluded.created_at,
    updated_at = excluded.updated_at

-- name: mark_sent
update auth.users
set
    confirmation_sent_at
    = case %(token_type)s when 'confirmation_token' then now() else confirmation_sent_at end,
    recovery_sent_at
    = case %(token_type)s when 'recovery_token' then now() else recovery_sent_at end,
    reauthentication_sent_at
    = case %(token_type)s
        when 'reauthentication_token' then now() else reauthentication_sent_at
    end
where id = %(user_id)s

-- A token is good once: whoever deletes it has it.
-- name: take_one_time_token
delete from auth.one_time_tokens
where
    token_hash = any(%(hashes)s)
    and token_type = any(%(token_types)s::auth.one_time_token_type[])
    and created_at > now() at time zone 'utc' - %(expiry)s
    and (%(email)s::text is null or relates_to = %(email)s)
    and (%(user_id)s::uuid is null or user_id = %(user_id)s)
returning user_id, token_type::text, relates_to

-- name: drop_email_change_tokens
delete from auth.one_time_tokens
where
    user_id = %(user_id)s
    and token_type in ('email_change_token_new', 'email_change_token_current')

-- name: insert_flow
with superseded as (
    delete from auth.flow_state
    where user_id = %(user_id)s and authentication_method = %(method)s
)

insert into auth.flow_state (
    id,
    user_id,
    auth_code,
    code_challenge_method,
    code_challenge,
    provider_type,
    created_at,
    updated_at,
    authentication_method
)
values (
    %(id)s,
    %(user_id)s,
    %(auth_code)s,
    %(code_challenge_method)s,
    %(code_challenge)s,
    'email',
    now(),
    now(),
    %(method)s
)

-- name: issue_auth_code
update auth.flow_state
set auth_code_issued_at = now(), updated_at = now()
where user_id = %(user_id)s and authentication_method = %(method)s
returning auth_code

-- name: lock_flow
select
    id,
    user_id,
    code_challenge,
    code_challenge_method::text,
    authentication_method,
    auth_code_issued_at + %(expiry)s < now() as expired
from auth.flow_state
where auth_code = %(auth_code)s and auth_code_issued_at is not null
for update

-- name: delete_flow
delete from auth.flow_state where id = %(id)s

-- ---------------------------------------------------------------------------------------
-- second factors
-- ---------------------------------------------------------------------------------------

-- name: factor
select id, friendly_name, factor_type::text, status::text, secret
from auth.mfa_factors
where id = %(id)s and user_id = %(user_id)s

-- name: insert_factor
insert into auth.mfa_factors (
    id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at
)
values (
    %(id)s, %(user_id)s, %(friendly_name)s, 'totp', 'unverified', %(secret)s, now(), now()
)

-- name: insert_challenge
with challenged as (
    update auth.mfa_factors set last_challenged_at = clock_timestamp() where id = %(factor_id)s
)

insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)
values (%(id)s, %(factor_id)s, now(), %(ip)s)
returning extract(epoch from created_at + %(expiry)s)::bigint as expires_at

-- name: lock_challenge
select
    id,
    ip_address = %(ip)s as same_address,
    created_at + %(expiry)s < now() as expired
from auth.mfa_challenges
where id = %(id)s and factor_id = %(factor_id)s and verified_at is null
for update

-- name: use_challenge
update auth.mfa_challenges set verified_at = now() where id = %(id)s

-- The factors that were begun and never proved are in the way of the next enrolment.
-- name: verify_factor
with abandoned as (
    delete from auth.mfa_factors
    where user_id = %(user_id)s and id <> %(id)s and status = 'unverified'
)

update auth.mfa_factors
set status = 'verified', updated_at = now()
where id = %(id)s and status = 'unverified'
returning id

-- Sessions from before the first factor was proved are weaker than the account now asks for.
-- name: delete_weaker_sessions
delete from auth.sessions
where user_id = %(user_id)s and id <> %(session_id)s and aal = 'aal1'

-- name: delete_factor
with lowered as (
    update auth.sessions
    set aal = 'aal1', factor_id = null, updated_at = now()
    where factor_id = %(id)s
    returning id
),

forgotten as (
    delete from auth.mfa_amr_claims
    using lowered
    where
        mfa_amr_claims.session_id = lowered.id
        and mfa_amr_claims.authentication_method = 'totp'
)

delete from auth.mfa_factors where id = %(id)s and user_id = %(user_id)s

-- ---------------------------------------------------------------------------------------
-- audit
-- ---------------------------------------------------------------------------------------

-- name: insert_audit_entry
insert into auth.audit_log_entries (instance_id, id, payload, created_at, ip_address)
values ('00000000-0000-0000-0000-000000000000', %(id)s, %(payload)s, now(), %(ip)s)
