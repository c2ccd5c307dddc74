-- A flag is off unless it is on for this workspace, and the same workspace always gets the same.
begin;
set local search_path = public, extensions;
select plan(10);

insert into public.feature_flags (name, is_enabled, rules)
values
    ('for_all', true, '{}'),
    ('for_nobody', false, '{}'),
    (
        'for_one', true,
        '{"workspace_ids": ["11111111-1111-4111-8111-111111111111"]}'
    ),
    ('for_a_third', true, '{"percentage": 33}'),
    ('for_none_percent', true, '{"percentage": 0}'),
    ('for_hundred_percent', true, '{"percentage": 100}');

set local role authenticated;

select ok(public.feature_enabled('for_all'), 'an enabled flag without rules is on for everybody');
select ok(not public.feature_enabled('for_nobody'), 'a disabled flag is off');
select ok(not public.feature_enabled('never_heard_of'), 'an unknown flag is off');
select ok(
    public.feature_enabled('for_one', '11111111-1111-4111-8111-111111111111'),
    'a named workspace has the feature'
);
select ok(
    not public.feature_enabled('for_one', '22222222-2222-4222-8222-222222222222'),
    'another workspace does not'
);
select ok(not public.feature_enabled('for_one'), 'without a workspace a targeted flag is off');
select is(
    public.feature_enabled('for_a_third', '33333333-3333-4333-8333-333333333333'),
    public.feature_enabled('for_a_third', '33333333-3333-4333-8333-333333333333'),
    'the same workspace falls on the same side'
);
select ok(
    (
        select count(*) filter (where public.feature_enabled('for_a_third', id)) between 250 and 410
        from (select extensions.uuid_generate_v5(
            '11111111-1111-4111-8111-111111111111', n::text
        ) as id from generate_series(1, 1000) as n) as workspaces
    ),
    'a percentage holds within the noise of a thousand workspaces'
);
select ok(
    not public.feature_enabled('for_none_percent', '33333333-3333-4333-8333-333333333333'),
    'zero percent is nobody'
);
select ok(
    public.feature_enabled('for_hundred_percent', '33333333-3333-4333-8333-333333333333'),
    'a hundred percent is everybody'
);

select * from finish();
rollback;
