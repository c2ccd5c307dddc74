-- ai: making the content that was bought with a bundle order. A line may be more than one bundle
-- can hold: then it is made in parts, each a generation of its own for a month of its own.
--
-- security definer:
--   private.check_bundle_items    reads products and generation types, whoever orders
--   private.start_bundle_order    enqueues jobs, whoever says that the order is paid
--   private.place_bundle_part     writes ai_generations and reserves, as private.place_generation

create function private.bundle_pieces(kind text, out counted text, out most integer)
language sql
immutable
set search_path = ''
as $$
    -- The bounds are those of private.checked_bundle.
    select k.counted, k.most
    from (
        values
        ('social', 'social_posts', 60), ('blog', 'blog_posts', 20),
        ('upgrade', 'content_upgrades', 5), ('email', 'email_sequences', 5)
    ) as k (kind, counted, most)
    where k.kind = bundle_pieces.kind
$$;
comment on function private.bundle_pieces(text) is
'What a kind of bundle product has many of, and how many of them one generation can make.';

create function private.part_options(
    kind text, pieces integer, part integer, first_month date, options jsonb
) returns jsonb
language sql
stable
set search_path = ''
as $$
    select
        (options - '{topic,period}'::text[])
        || '{"social_posts": 0, "blog_posts": 0, "content_upgrades": 0, "email_sequences": 0}'
        || jsonb_build_object(
            b.counted, least(b.most, pieces - (part - 1) * b.most),
            'period', case
                when options ? 'period' and pieces <= b.most then options ->> 'period'
                else to_char(first_month + make_interval(months => part), 'YYYY-MM')
            end
        )
    from private.bundle_pieces(kind) as b
$$;
comment on function private.part_options(text, integer, integer, date, jsonb) is
'The options of the generation that makes a part of a line: parts follow each other by the month.';

create function private.check_bundle_items(workspace uuid, business uuid, items jsonb) returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
    item jsonb;
    product public.bundle_products;
    given jsonb;
    topic text;
begin
    if jsonb_typeof(items) is distinct from 'array'
        or not jsonb_array_length(items) between 1 and 50
    then
        perform private.option_error(
            'items is a list of 1 to 50', 'For example [{"product_id": "…", "quantity": 1}].'
        );
    end if;
    -- A loop, because each is checked by functions that raise.
    for item in
        select i.value from jsonb_array_elements(items) as i
    loop
        if jsonb_typeof(item) <> 'object' or item - '{product_id,quantity,options}'::text[] <> '{}' then
            perform private.option_error(
                'an item has product_id, quantity and options, and nothing else',
                format('It was %s.', left(item::text, 100))
            );
        end if;
        select p.* into product
        from public.bundle_products as p
        where p.id = private.uuid_or_null(item ->> 'product_id') and p.is_active;
        if product.id is null then
            raise exception using
                errcode = 'PT404',
                message = 'there is no such bundle for sale',
                detail = format('product_id: %s', left(item ->> 'product_id', 100)),
                hint = 'The products: select id, name from bundle_products where is_active.';
        end if;
        perform private.option_number(item, 'quantity', 1, 1, 1000);
        given := coalesce(item -> 'options', '{}');
        if jsonb_typeof(given) <> 'object' then
            perform private.option_error('options must be a JSON object', 'Leave them out.');
        end if;
        topic := given ->> 'topic';
        if char_length(topic) not between 1 and 2000 then
            perform private.option_error(
                'topic has 1 to 2000 characters', 'Say in a few sentences what it is about.'
            );
        end if;
        perform private.checked_generation_options(
            t,
            private.part_options(product.type, 1, 1, current_date, given),
            b
        )
        from public.ai_generation_types as t
        cross join public.businesses as b
        where t.type = 'content_bundle' and b.workspace_id = workspace and b.id = business;
    end loop;
end
$$;
comment on function private.check_bundle_items(uuid, uuid, jsonb) is
'Checks the lines of an order, so that what is paid can be made. Raises PT404, PT422.';

create function private.unmade_parts(bundle_order uuid)
returns table (item_id uuid, part integer)
language sql
stable
set search_path = ''
as $$
    select i.id, n.part
    from public.bundle_orders as o
    join public.bundle_order_items as i on o.workspace_id = i.workspace_id and o.id = i.order_id
    join public.bundle_products as p on i.product_id = p.id
    cross join lateral private.bundle_pieces(p.type) as b
    cross join lateral generate_series(
        1, ceil(p.content_count::numeric * i.quantity / b.most)::integer
    ) as n (part)
    where
        o.id = bundle_order
        and o.status in ('paid', 'partially_refunded')
        and not exists (
            select
            from public.ai_generations as g
            where
                g.workspace_id = i.workspace_id
                and g.bundle_order_item_id = i.id
                and g.parent_id is null
                and g.idempotency_key = format('order item %s part %s', i.id, n.part)
        )
$$;
comment on function private.unmade_parts(uuid) is
'The parts of a paid order that nothing has been begun for.';

create function private.enqueue_bundle_parts(bundle_order uuid) returns integer
language sql
set search_path = ''
as $$
    select count(
        jobs.enqueue(
            'billing.fulfil_item',
            jsonb_build_object('item_id', u.item_id, 'part', u.part),
            workspace_id => o.workspace_id,
            dedup_key => format('%s %s', u.item_id, u.part)
        )
    )::integer
    from private.unmade_parts(bundle_order) as u
    join public.bundle_orders as o on o.id = bundle_order
$$;
comment on function private.enqueue_bundle_parts(uuid) is
'Has the parts of an order made that nothing has been begun for. Returns how many. Safe to repeat.';

create function private.start_bundle_order() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.enqueue_bundle_parts(new.id);
    return null;
end
$$;
comment on function private.start_bundle_order() is
'Trigger of bundle_orders: a paid order is made.';

create function private.place_bundle_part(item uuid, part integer) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    line public.bundle_order_items;
    ordered public.bundle_orders;
    product public.bundle_products;
    business public.businesses;
    type public.ai_generation_types;
    options jsonb;
    wanted public.ai_generations;
    generation public.ai_generations;
    reason text;
begin
    -- The order first, as whoever changes its status: what is refunded meanwhile is not made.
    select o.* into ordered
    from public.bundle_orders as o
    where
        o.id = (select i.order_id from public.bundle_order_items as i where i.id = item)
    for update;
    select i.* into line from public.bundle_order_items as i where i.id = item for update;
    wanted.idempotency_key := format('order item %s part %s', item, part);
    if not coalesce(ordered.status in ('paid', 'partially_refunded'), false)
        or exists (
            select
            from public.ai_generations as g
            where
                g.workspace_id = line.workspace_id
                and g.bundle_order_item_id = line.id
                and g.parent_id is null
                and g.idempotency_key = wanted.idempotency_key
        )
    then
        return jsonb_build_object('placed', false);
    end if;
    select p.* into strict product from public.bundle_products as p where p.id = line.product_id;
    select t.* into strict type
    from public.ai_generation_types as t
    where t.type = 'content_bundle';
    select b.* into business
    from public.businesses as b
    where b.workspace_id = ordered.workspace_id and b.id = ordered.business_id;
    if business.id is null then
        perform private.option_error(
            'the business that the order was for is gone', 'Refund the order.'
        );
    end if;
    options := private.checked_generation_options(
        type,
        private.part_options(
            product.type,
            product.content_count * line.quantity,
            part,
            date_trunc('month', ordered.paid_at at time zone 'UTC')::date,
            line.options
        ),
        business
    );
    begin
        perform private.require_ai_on(ordered.workspace_id, null);
        perform private.ensure_default_budgets(ordered.workspace_id, ordered.user_id);
        wanted.workspace_id := ordered.workspace_id;
        wanted.user_id := ordered.user_id;
        wanted.business_id := business.id;
        wanted.product_id := (options ->> 'product_id')::uuid;
        wanted.campaign_id := (options ->> 'campaign_id')::uuid;
        wanted.bundle_order_item_id := line.id;
        wanted.generation_type := type.type;
        wanted.prompt_text := concat_ws(
            E'\n', product.name, nullif(btrim(product.description), ''), line.options ->> 'topic'
        );
        wanted.language := options ->> 'language';
        wanted.tier := options ->> 'tier';
        wanted.parameters := options - '{language,product_id,campaign_id,component_id,tier}'::text[];
        generation := private.place_generation(wanted);
    exception
        -- It is paid: it waits until there is room, and nothing of it is lost.
        when sqlstate 'PT402' or sqlstate 'PT423' then
            reason := sqlerrm;
    end;
    if reason is not null then
        perform private.raise_alert(
            'bundle_order_waits',
            'high',
            format('Content that was paid for cannot be made yet: %s.', reason),
            ordered.workspace_id,
            null,
            jsonb_build_object('bundle_order_id', ordered.id, 'item_id', line.id, 'reason', reason)
        );
        return jsonb_build_object('placed', false, 'waits', reason);
    end if;
    update public.bundle_order_items as i
    set content_bundle_id = coalesce(i.content_bundle_id, generation.content_bundle_id)
    where i.id = line.id;
    if not exists (select from private.unmade_parts(ordered.id)) then
        perform private.resolve_alert('bundle_order_waits', ordered.workspace_id);
    end if;
    return jsonb_build_object('placed', true, 'generation_id', generation.id);
end
$$;
comment on function private.place_bundle_part(uuid, integer) is
'Body of fulfil_bundle_item.';

create function public.fulfil_bundle_item(item_id uuid, part integer) returns jsonb
language sql
set search_path = ''
as $$
    select private.place_bundle_part(fulfil_bundle_item.item_id, fulfil_bundle_item.part)
$$;
comment on function public.fulfil_bundle_item(uuid, integer) is
'For workers: begins to make a part of what was bought, once, if it is paid. waits says why it has '
'to wait. Raises PT422 when it can never be made.';

create function public.sweep_bundle_orders() returns integer
language sql
set search_path = ''
as $$
    select coalesce(sum(private.enqueue_bundle_parts(o.id)), 0)::integer
    from public.bundle_orders as o
    where
        o.status in ('paid', 'partially_refunded')
        and o.paid_at > now() - interval '90 days'
        and exists (select from private.unmade_parts(o.id))
$$;
comment on function public.sweep_bundle_orders() is
'Enqueues again what was paid and nobody has begun, as after a job that failed. Returns how many. '
'For workers: the job billing.sweep; safe to repeat.';
