-- billing: ways to find what belongs to a sale in a workspace's Stripe account.

create index stripe_objects_charge on public.stripe_objects (
    account_id, object, (data ->> 'charge')
)
where data ->> 'charge' is not null;
create index stripe_objects_email on public.stripe_objects (
    account_id, lower(data ->> 'email')
)
where object = 'customer';
