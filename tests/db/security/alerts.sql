-- Sign-ins are noted, guessing is slowed down and raises an alert; alerts are settled by admins.
begin;
select plan(20);
\ir ../accounts/people.psql

create function pg_temp.try_password(is_right boolean) returns jsonb
language sql
as $$
    select private.record_login_attempt(
        jsonb_build_object('user_id', pg_temp.person('cyd'), 'valid', is_right)
    )
$$;

select set_config('request.headers', '{"cf-connecting-ip": "2001:db8::1"}', true);
select is(pg_temp.try_password(true), '{"decision": "continue"}', 'a right password goes through');
select results_eq(
    'select username, success, ip_address from public.login_attempts',
    $$ values ('cyd@example.com', true, '2001:db8::1'::inet) $$,
    'and is noted, with where it came from'
);
select is(
    (select count(*)::integer
    from generate_series(1, 10) where pg_temp.try_password(false) ->> 'decision' = 'continue'),
    10, 'ten wrong ones are forgiven'
);
select is_empty('select id from public.security_alerts', 'and nobody is alarmed');
select is(pg_temp.try_password(false) ->> 'decision', 'reject', 'the eleventh is refused');
select is(pg_temp.try_password(true) ->> 'decision', 'continue', 'the right one still works');
select is(pg_temp.try_password(false) ->> 'decision', 'reject', 'the next wrong one is refused too');
select results_eq(
    'select type, severity, user_id, occurrences, resolved from public.security_alerts',
    $$ values ('password_guessing', 'high', pg_temp.person('cyd'), 2, false) $$,
    'one alert says so, and counts'
);
select ok(
    has_function_privilege('supabase_auth_admin', 'private.record_login_attempt(jsonb)', 'execute')
    and not has_function_privilege(
        'authenticated', 'private.record_login_attempt(jsonb)', 'execute'
    ),
    'Auth can call the hook, people cannot'
);
select pg_temp.sign_in('cyd');
select is(
    (select count(*)::integer from public.login_attempts), 14, 'people see who tried their account'
);
select is(
    (select count(*)::integer from public.security_alerts), 1, 'and the alert about it'
);
select pg_temp.sign_in('bob');
select is_empty('select id from public.login_attempts', 'nobody else does');
select is_empty('select id from public.security_alerts', 'not even their admin');

select pg_temp.sign_out();
update public.login_attempts set created_at = now() - interval '2 years' where success;
select is(private.forget_login_attempts(), 2, 'attempts are not kept for ever');

-- alerts of a workspace -------------------------------------------------------------------

select pg_temp.sign_out();
select private.raise_alert(
    'mass_deletion', 'critical', 'A hundred products were deleted.', pg_temp.workspace('Studio')
);
select pg_temp.sign_in('cyd');
select is_empty(
    $$ select id from public.security_alerts where type = 'mass_deletion' $$,
    'members do not see the alerts of a workspace'
);
select pg_temp.sign_in('bob');
update public.security_alerts set status = 'resolved' where type = 'mass_deletion';
select results_eq(
    $$
    select resolved, resolved_by, resolved_at is not null
    from public.security_alerts
    where type = 'mass_deletion'
    $$,
    $$ values (true, pg_temp.person('bob'), true) $$,
    'an admin settles one; who and when is noted'
);
select throws_ok(
    $$ update public.security_alerts set status = 'open' where type = 'mass_deletion' $$,
    'PT409', null, 'settled is settled'
);
select throws_ok(
    $$ update public.security_alerts set severity = 'low' where type = 'mass_deletion' $$,
    '42501', null, 'how bad it was is not theirs to say'
);
select pg_temp.sign_out();
select private.raise_alert('mass_deletion', 'high', 'Again.', pg_temp.workspace('Studio'));
select is(
    (select count(*)::integer from public.security_alerts where type = 'mass_deletion'),
    2, 'the same thing after that is a new alert'
);
select throws_ok(
    $$ select private.raise_alert('mass_deletion', 'awful', 'x') $$, '23514', null,
    'a severity is one of four'
);

select * from finish();
rollback;
