-- billing: what follows from the objects of our own Stripe account.
--
-- All of it runs within private.derive_from_stripe, as its owner. Each function writes what follows
-- from what is known of Stripe by now, so that the order of the objects does not matter: what needs
-- an object that is not there yet does nothing, and is done when that one comes.

create function private.derive_billing(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
begin
    case mirrored.object
        when 'customer' then perform private.derive_stripe_customer(mirrored);
        when 'subscription' then perform private.derive_subscription(mirrored);
        when 'invoice' then perform private.derive_invoice(mirrored);
        when 'checkout.session' then perform private.derive_checkout_session(mirrored);
        when 'payment_intent', 'charge', 'refund' then
            perform private.derive_bundle_order(
                private.order_of_payment(
                    case mirrored.object
                        when 'payment_intent' then mirrored.id
                        else private.stripe_reference(mirrored.data -> 'payment_intent')
                    end
                )
            );
        when 'entitlements.active_entitlement_summary' then
            perform private.derive_entitlement_grants(mirrored);
        when 'entitlements.feature' then
            perform private.derive_again(summary)
            from public.stripe_objects as summary
            where
                summary.account_id = 'platform'
                and summary.object = 'entitlements.active_entitlement_summary'
                and summary.data -> 'entitlements' @> jsonb_build_array(
                    jsonb_build_object('feature', mirrored.id)
                );
        else null;
    end case;
end
$$;
comment on function private.derive_billing(public.stripe_objects) is
'Writes what follows from an object of our own account.';

create function private.derive_again(stored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
declare
    fault constant text := private.derive_from_stripe(stored);
begin
    if fault is distinct from stored.error_message then
        update public.stripe_objects as o
        set error_message = fault
        where o.account_id = stored.account_id and o.object = stored.object and o.id = stored.id;
        perform private.settle_stripe_events(stored.account_id, stored.object, stored.id);
    end if;
end
$$;
comment on function private.derive_again(public.stripe_objects) is
'Writes once more what follows from an object, now that what it depends on has come.';

-- customers -------------------------------------------------------------------------------

create function private.derive_stripe_customer(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
declare
    workspace uuid;
    taken text;
begin
    if mirrored.gone_at is not null then
        delete from public.stripe_customers as c where c.stripe_customer_id = mirrored.id;
        return;
    end if;
    update public.stripe_customers as c
    set email = left(mirrored.data ->> 'email', 255)
    where c.stripe_customer_id = mirrored.id;
    if not found then
        select w.id into workspace
        from public.workspaces as w
        where w.id = private.uuid_or_null(mirrored.data #>> '{metadata,workspace_id}');
        if workspace is null then -- somebody whom we do not know
            return;
        end if;
        insert into public.stripe_customers as c (workspace_id, stripe_customer_id, email)
        values (workspace, mirrored.id, left(mirrored.data ->> 'email', 255))
        on conflict do nothing
        returning c.stripe_customer_id into taken;
        if taken is null then
            raise exception using
                errcode = 'PT409',
                message = format(
                    'workspace %s has another customer at Stripe already: %s',
                    workspace,
                    (
                        select c.stripe_customer_id
                        from public.stripe_customers as c
                        where c.workspace_id = workspace
                    )
                ),
                hint = 'Delete one of the two at Stripe, or take workspace_id out of its metadata.';
        end if;
    end if;
    -- What came before its customer, and the subscriptions before what names them.
    perform private.derive_again(dependent)
    from (
        select o.*
        from public.stripe_objects as o
        where
            o.account_id = 'platform'
            and o.data ->> 'customer' = mirrored.id
            and (
                (
                    o.object = 'subscription'
                    and not exists (
                        select from public.subscriptions as s where s.stripe_subscription_id = o.id
                    )
                )
                or (
                    o.object = 'invoice'
                    and not exists (
                        select from public.invoices as i where i.stripe_invoice_id = o.id
                    )
                )
                or o.object = 'entitlements.active_entitlement_summary'
            )
        order by o.object desc, o.id
    ) as dependent;
end
$$;
comment on function private.derive_stripe_customer(public.stripe_objects) is
'A customer is the workspace that its metadata names. Raises PT409 when that has another one.';

create function private.workspace_of_customer(customer text) returns uuid
language sql
stable
set search_path = ''
as $$
    select c.workspace_id from public.stripe_customers as c where c.stripe_customer_id = customer
$$;
comment on function private.workspace_of_customer(text) is
'The workspace that a customer of our account is; null when it is none.';

create function private.derive_entitlement_grants(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
declare
    workspace constant uuid := private.workspace_of_customer(mirrored.id);
begin
    if workspace is null then
        return;
    end if;
    with active as (
        select
            e.value ->> 'lookup_key' as feature,
            max(case
                when f.data #>> '{metadata,limit}' ~ '^[0-9]{1,18}$'
                    then (f.data #>> '{metadata,limit}')::bigint
            end) as limit_value,
            max(case f.data #>> '{metadata,period}' when 'total' then 'total' else 'month' end)
                as period
        from jsonb_array_elements(mirrored.data -> 'entitlements') as e
        left join public.stripe_objects as f
            on
                f.account_id = 'platform'
                and f.object = 'entitlements.feature'
                and f.id = private.stripe_reference(e.value -> 'feature')
        where
            mirrored.gone_at is null
            and e.value ->> 'lookup_key' ~ '^[a-z][a-z0-9_]{0,62}$'
        group by e.value ->> 'lookup_key'
    ),

    gone as (
        delete from public.entitlement_grants as g
        where
            g.workspace_id = workspace
            and g.source = 'stripe'
            and not exists (select from active as a where a.feature = g.feature)
    )

    insert into public.entitlement_grants as g (
        workspace_id, feature, source, limit_value, period
    )
    select workspace, a.feature, 'stripe', a.limit_value, a.period
    from active as a
    on conflict on constraint entitlement_grants_once do update
    set limit_value = excluded.limit_value, period = excluded.period
    where
        g.limit_value is distinct from excluded.limit_value or g.period <> excluded.period;
end
$$;
comment on function private.derive_entitlement_grants(public.stripe_objects) is
'Keeps the grants of a workspace as its customer''s active entitlements are. The lookup_key of a '
'feature is its name here; one that is no name of a feature grants nothing.';
