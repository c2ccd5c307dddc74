-- Backup codes: for a lost authenticator, each once, the newest list only.
begin;
select plan(15);
\ir people.psql

create temp table codes (code text, list integer);
grant all on codes to public;

select pg_temp.sign_in('ada');
select throws_ok(
    $$ select public.generate_backup_codes() $$, 'PT409',
    'There is no second factor to back up.', 'without a second factor there are no codes'
);
select pg_temp.sign_out();
insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
select gen_random_uuid(), pg_temp.person(name), 'totp', 'verified', now(), now()
from unnest(array['ada', 'bob']) as name;

select pg_temp.sign_in('ada');
select throws_ok(
    $$ select public.generate_backup_codes() $$, 'PT403', 'This takes your second factor.',
    'a password alone makes no codes'
);
select pg_temp.sign_in('ada', 'aal2');
insert into codes select c, 1 from public.generate_backup_codes() as c;
select is((select count(distinct c.code) from codes as c), 10::bigint, 'there are ten codes');
select matches(
    (select string_agg(c.code, ' ') from codes as c),
    '^([0-9a-f]{5}(-[0-9a-f]{5}){3} ?){10}$',
    'in groups that can be typed'
);
select throws_ok(
    $$ select code_hash from public.mfa_backup_codes $$, '42501', null, 'nobody sees a hash'
);
select is((select count(c.id) from public.mfa_backup_codes as c), 10::bigint, 'but how many are left');
insert into codes select c, 2 from public.generate_backup_codes() as c;

select pg_temp.sign_in('ada');
select throws_ok(
    format('select public.use_backup_code(%L)', (select c.code from codes as c where c.list = 1 limit 1)),
    'PT422', 'This backup code is not valid.', 'a new list ends the one before'
);
select throws_ok(
    $$ select public.use_backup_code('') $$, 'PT422', null, 'nothing is no code'
);
select pg_temp.sign_in('bob');
select throws_ok(
    format('select public.use_backup_code(%L)', (select c.code from codes as c where c.list = 2 limit 1)),
    'PT422', null, 'a code works for its owner only'
);
select pg_temp.sign_in('ada');
select lives_ok(
    format(
        'select public.use_backup_code(%L)',
        (select upper(replace(c.code, '-', ' ')) from codes as c where c.list = 2 limit 1)
    ),
    'a code works however it is typed'
);
select throws_ok(
    format('select public.use_backup_code(%L)', (select c.code from codes as c where c.list = 2 limit 1)),
    'PT422', null, 'and once'
);
select lives_ok(
    format(
        'select public.transfer_ownership(%L, %L)',
        pg_temp.workspace('Studio'), pg_temp.person('cyd')
    ),
    'with the factor gone, the password is enough until a new one is enrolled'
);
select pg_temp.sign_out();
select is_empty(
    $$ select from auth.mfa_factors as f where f.user_id = pg_temp.person('ada') $$,
    'the lost factor is removed'
);
select isnt_empty(
    $$ select from auth.mfa_factors as f where f.user_id = pg_temp.person('bob') $$,
    'and nobody else''s'
);
select is(
    (
        select count(*) filter (where c.used_at is not null) || '/' || count(*)
        from public.mfa_backup_codes as c
        where c.user_id = pg_temp.person('ada')
    ),
    '1/1', 'what is left is the record of the one that was used'
);

select * from finish();
rollback;
