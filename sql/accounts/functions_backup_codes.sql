-- accounts: backup codes for a lost second factor.
--
-- Security definer: hashes are closed to the API, factors belong to Auth. Only Auth can raise
-- a session to aal2, so a backup code does not: it removes the lost factors, and the person,
-- now back to password alone, enrols a new one.

create function private.backup_code_hash(code text)
returns bytea
language sql
immutable
set search_path = ''
as $$
    select private.token_hash(regexp_replace(lower(code), '[^0-9a-f]', '', 'g'));
$$;

comment on function private.backup_code_hash(text) is
'Hash of a code, however it was typed: case, blanks and hyphens do not count.';

create function private.generate_backup_codes()
returns setof text
language plpgsql
security definer
set search_path = ''
as $$
declare
    person uuid := private.require_user();
    codes text[];
begin
    perform private.require_second_factor();
    if not exists (
        select from auth.mfa_factors as f where f.user_id = person and f.status = 'verified'
    ) then
        raise exception using
            errcode = 'PT409',
            message = 'There is no second factor to back up.',
            hint = 'Enrol and verify one first (auth.mfa.enroll).';
    end if;
    perform private.ensure_profile_row(person);
    -- Two requests at once: the later one's codes are the ones that count.
    perform from public.profiles as p where p.id = person for no key update;
    delete from public.mfa_backup_codes as c where c.user_id = person and c.used_at is null;
    -- 80 random bits each, in four groups of five digits.
    select array_agg(
        regexp_replace(left(encode(private.token_hash(private.new_token()), 'hex'), 20),
            '(.{5})(?=.)', '\1-', 'g')
    )
    into codes
    from generate_series(1, 10);
    insert into public.mfa_backup_codes (user_id, code_hash)
    select person, private.backup_code_hash(code) from unnest(codes) as code;
    return query select unnest(codes);
end;
$$;

comment on function private.generate_backup_codes() is 'Body of public.generate_backup_codes.';

create function public.generate_backup_codes()
returns setof text
language sql
set search_path = ''
as $$
    select * from private.generate_backup_codes();
$$;

comment on function public.generate_backup_codes() is
'Ten new one-time codes, shown this once; the unused ones before stop working. '
'PT403 without aal2, PT409 without a second factor.';

create function private.use_backup_code(given_code text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    person uuid := private.require_user();
begin
    update public.mfa_backup_codes as c
    set used_at = now()
    where c.user_id = person
        and c.code_hash = private.backup_code_hash(given_code)
        and c.used_at is null;
    if not found then
        raise exception using
            errcode = 'PT422',
            message = 'This backup code is not valid.',
            hint = 'Each code works once, and only from the newest list.';
    end if;
    delete from auth.mfa_factors as f where f.user_id = person;
    -- They backed up the factors that are gone now; a new factor gets new codes.
    delete from public.mfa_backup_codes as c where c.user_id = person and c.used_at is null;
end;
$$;

comment on function private.use_backup_code(text) is 'Body of public.use_backup_code.';

create function public.use_backup_code(code text)
returns void
language sql
set search_path = ''
as $$
    select private.use_backup_code(code);
$$;

comment on function public.use_backup_code(text) is
'For a lost authenticator: spends a backup code and removes your second factors, so that you can '
'enrol a new one. PT422 wrong or used code.';
