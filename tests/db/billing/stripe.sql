-- The ledger of Stripe's events takes each once and shows it to nobody.
begin;
select plan(8);
\ir ../catalog/shop.psql

prepare receive (text) as
insert into public.stripe_events (id, type, object, object_id, payload)
values ($1, 'invoice.paid', 'invoice', 'in_1', '{"data": {"object": {"id": "in_1"}}}');

select lives_ok('execute receive(''evt_1'')', 'an event comes in');
select throws_ok('execute receive(''evt_1'')', '23505', null, 'once');
update public.stripe_events set status = 'failed';
update public.stripe_events set status = 'processed';
select is(
    (select e.processed_at from public.stripe_events as e), now(), 'a failed one is tried again'
);
select throws_ok(
    $$ update public.stripe_events set status = 'pending' $$, 'PT409', null, 'what is done is done'
);

insert into public.stripe_customers (workspace_id, stripe_customer_id)
values (pg_temp.workspace('Studio'), 'cus_1');
select throws_ok(
    $$
    insert into public.stripe_customers (workspace_id, stripe_customer_id)
    values (pg_temp.workspace('Eve''s workspace'), 'cus_1')
    $$,
    '23505', null, 'two workspaces are never one customer'
);
select throws_ok(
    $$
    insert into public.stripe_customers (workspace_id, stripe_customer_id)
    values (pg_temp.workspace('Studio'), 'cus_2')
    $$,
    '23505', null, 'nor one workspace two'
);

select pg_temp.sign_in('ada');
select throws_ok('select * from public.stripe_events', '42501', null, 'no owner reads the ledger');
select throws_ok('execute receive(''evt_2'')', '42501', null, 'or writes it');
select pg_temp.sign_out();

select * from finish();
rollback;
