-- billing: orders of a workspace, as its own Stripe account has them.
--
-- An order is a function of the mirror: of a PaymentIntent, its charges, the checkout session or
-- the invoice that it is for, whichever of them is there. So the order of arrival does not matter.

create function private.invoice_intents(invoice jsonb) returns setof text
language sql
immutable
set search_path = ''
as $$
    -- Before basil an invoice had one PaymentIntent, since then it has a list of payments.
    select invoice ->> 'payment_intent'
    where invoice ->> 'payment_intent' is not null
    union
    select p.value #>> '{payment,payment_intent}'
    from jsonb_array_elements(coalesce(invoice #> '{payments,data}', '[]')) as p
    where p.value #>> '{payment,payment_intent}' is not null
$$;
comment on function private.invoice_intents(jsonb) is
'The PaymentIntents of an invoice, in both shapes of Stripe''s API.';

create function private.derive_order(workspace uuid, account text, key text) returns void
language plpgsql
set search_path = ''
as $$
declare
    intent jsonb;
    session jsonb;
    invoice jsonb;
    lone_charge jsonb;
    paid record;
    source jsonb;
    total bigint;
    named text;
    state text;
    sold public.orders;
begin
    select o.data into intent
    from public.stripe_objects as o
    where o.account_id = account and o.object = 'payment_intent' and o.id = key;
    select o.data into session
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'checkout.session'
        and (o.data ->> 'payment_intent' = key or o.data ->> 'invoice' = key or o.id = key)
    order by o.read_at desc
    limit 1;
    select o.data into invoice
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'invoice'
        and o.gone_at is null
        and (
            o.id = key
            or o.data ->> 'payment_intent' = key
            or (o.data #> '{payments,data}') @> jsonb_build_array(
                jsonb_build_object('payment', jsonb_build_object('payment_intent', key))
            )
        )
    order by (o.id = key) desc
    limit 1;
    if session is null and invoice is not null then
        select o.data into session
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'checkout.session'
            and o.data ->> 'invoice' = invoice ->> 'id'
        limit 1;
    end if;
    if intent is null and session is null and invoice is null then
        select o.data into lone_charge
        from public.stripe_objects as o
        where
            o.account_id = account
            and o.object = 'charge'
            and o.id = key
            and o.data ->> 'payment_intent' is null;
    end if;
    source := coalesce(
        intent, case when invoice ->> 'id' = key then invoice end, session, lone_charge
    );
    if source is null then
        return;
    end if;

    select
        coalesce(sum(p.amount) filter (where p.is_sold), 0) as amount,
        coalesce(sum(p.refunded_amount) filter (where p.is_sold), 0) as refunded,
        bool_or(p.status = 'failed') as failed,
        min(p.completed_at) filter (where p.is_sold) as paid_at,
        max(p.refunded_at) filter (where p.is_sold) as refunded_at
    into paid
    from (
        select
            q.*,
            q.status in ('completed', 'partially_refunded', 'refunded') as is_sold
        from public.payments as q
        where
            q.workspace_id = workspace
            and (
                q.stripe_payment_intent_id = key
                or (q.stripe_payment_id = key and q.stripe_payment_intent_id is null)
            )
    ) as p;

    -- An invoice or a session is an order of its own only where nothing was charged for it.
    if intent is not null then
        state := case intent ->> 'status'
            when 'succeeded' then 'paid'
            when 'canceled' then 'canceled'
            else case when paid.failed then 'failed' else 'pending' end
        end;
        total := case state
            when 'paid' then coalesce((intent ->> 'amount_received')::bigint, 0)
            else (intent ->> 'amount')::bigint
        end;
    elsif lone_charge is not null then
        state := case
            when lone_charge ->> 'status' = 'failed' then 'failed'
            when lone_charge ->> 'status' = 'pending'
                or not coalesce((lone_charge ->> 'captured')::boolean, true) then 'pending'
            else 'paid'
        end;
        total := (lone_charge ->> 'amount')::bigint;
    elsif invoice ->> 'id' = key then
        if invoice ->> 'status' <> 'paid'
            or coalesce((invoice ->> 'total')::bigint, 0) <= 0
            or private.is_invoice_charged(invoice)
        then
            return;
        end if;
        state := 'paid';
        total := (invoice ->> 'total')::bigint;
        paid.paid_at := private.stripe_time(invoice -> 'status_transitions', 'paid_at');
    elsif session ->> 'id' = key
        and session ->> 'status' = 'complete'
        and session ->> 'mode' = 'payment'
        and session ->> 'payment_status' in ('paid', 'no_payment_required')
    then
        state := 'paid';
        total := coalesce((session ->> 'amount_total')::bigint, 0);
        paid.paid_at := private.stripe_time(session, 'created');
    else
        return;
    end if;
    named := upper(source ->> 'currency');
    if state = 'paid' and paid.refunded > 0 then
        state := case
            when private.to_minor_units(paid.refunded, named) >= total then 'refunded'
            else 'partially_refunded'
        end;
    end if;

    if state in ('partially_refunded', 'refunded') then
        -- We may not have looked in between: it was paid first.
        update public.orders as o
        set status = 'paid'
        where
            o.workspace_id = workspace
            and o.stripe_id = key
            and o.status in ('pending', 'failed');
    end if;
    insert into public.orders as o (
        workspace_id, stripe_id, customer_id, customer_email, total_amount, currency,
        attribution_data, metadata, status, external_status, ordered_at, paid_at, refunded_at
    )
    values (
        workspace,
        key,
        private.stripe_buyer(
            workspace,
            account,
            coalesce(source ->> 'customer', session ->> 'customer', invoice ->> 'customer')
        ),
        left(
            coalesce(
                session #>> '{customer_details,email}',
                invoice ->> 'customer_email',
                source ->> 'receipt_email',
                lone_charge #>> '{billing_details,email}'
            ),
            255
        ),
        private.exact_amount(total, named),
        named,
        private.stripe_attribution(session, source),
        jsonb_strip_nulls(
            jsonb_build_object(
                'stripe_session_id', session ->> 'id', 'stripe_invoice_id', invoice ->> 'id'
            )
        ),
        state,
        left(source ->> 'status', 100),
        private.stripe_time(source, 'created'),
        case
            when state in ('paid', 'partially_refunded', 'refunded')
                then coalesce(paid.paid_at, private.stripe_time(source, 'created'))
        end,
        case when state in ('partially_refunded', 'refunded') then paid.refunded_at end
    )
    on conflict (workspace_id, stripe_id) do update
    set
        customer_id = coalesce(excluded.customer_id, o.customer_id),
        customer_email = coalesce(excluded.customer_email, o.customer_email),
        total_amount = excluded.total_amount,
        currency = excluded.currency,
        attribution_data = o.attribution_data || excluded.attribution_data,
        metadata = o.metadata || excluded.metadata,
        status = excluded.status,
        external_status = excluded.external_status,
        ordered_at = excluded.ordered_at,
        paid_at = excluded.paid_at,
        refunded_at = excluded.refunded_at
    returning o.* into sold;

    perform private.derive_order_items(sold, account, session, invoice);
    update public.payments as p
    set order_id = sold.id
    where
        p.workspace_id = workspace
        and (
            p.stripe_payment_intent_id = key
            or (p.stripe_payment_id = key and p.stripe_payment_intent_id is null)
        )
        and p.order_id is distinct from sold.id;
    update public.refunds as r
    set order_id = sold.id
    from public.payments as p
    where
        p.workspace_id = workspace
        and p.order_id = sold.id
        and r.workspace_id = workspace
        and r.payment_id = p.id
        and r.order_id is distinct from sold.id;
end
$$;
comment on function private.derive_order(uuid, text, text) is
'Keeps the order of a PaymentIntent, or of a session, an invoice or a charge that has none, as '
'Stripe has it.';

create function private.is_invoice_charged(invoice jsonb) returns boolean
language sql
immutable
set search_path = ''
as $$
    select exists (
        select
        from jsonb_array_elements(coalesce(invoice #> '{payments,data}', '[]')) as p
        where
            p.value ->> 'status' = 'paid'
            and p.value #>> '{payment,payment_intent}' is not null
    )
    or (
        invoice ->> 'payment_intent' is not null
        and not coalesce((invoice ->> 'paid_out_of_band')::boolean, false)
    )
$$;
comment on function private.is_invoice_charged(jsonb) is
'Whether an invoice that is paid was paid by a PaymentIntent: that is the order then.';

create function private.stripe_attribution(session jsonb, source jsonb) returns jsonb
language sql
immutable
set search_path = ''
as $$
    select coalesce(jsonb_object_agg(m.key, m.value), '{}')
    || case
        when session ->> 'client_reference_id' is null then '{}'
        else jsonb_build_object('client_reference_id', session ->> 'client_reference_id')
    end
    from jsonb_each_text(
        coalesce(nullif(source -> 'metadata', 'null'), '{}')
        || coalesce(nullif(session -> 'metadata', 'null'), '{}')
    ) as m
    where m.key like 'utm\_%' or m.key = 'referrer'
$$;
comment on function private.stripe_attribution(jsonb, jsonb) is
'Where an order came from: the UTM parameters that the shop put into the metadata of the session '
'or the PaymentIntent.';
