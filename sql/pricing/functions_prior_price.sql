-- pricing: the lowest price of the 30 days before a reduction.
--
-- Directive 98/6/EC, Article 6a (inserted by Directive (EU) 2019/2161): an announcement of a price
-- reduction shows the prior price, the lowest that the trader applied in at least 30 days before
-- it. Court of Justice, C-330/23 (Aldi Süd), 26 September 2024: percentages and words like "best
-- price" are reckoned from that price, too. Article 6a(5) lets states allow the price before the
-- first of several growing reductions instead; not all do, so each reduction has its own prior
-- price here.
--
-- security definer: the trigger functions, because members change prices and history, but may not
-- write what follows from them.

create function private.lowest_price(
    product uuid, currency text, until timestamptz, asked numeric
)
returns numeric
language plpgsql
stable
set search_path = ''
set enable_seqscan = off
as $$
begin
    -- The price at the start of the 30 days is the old one of the first change in them, or what was
    -- asked until now where there was none. Prices in other currencies do not compare.
    return (
        select
            least(
                asked,
                min(h.old_price) filter (where h.old_currency = lowest_price.currency),
                min(h.new_price) filter (where h.currency = lowest_price.currency)
            )
        from public.price_history as h
        where
            h.product_id = product
            and h.changed_at > until - interval '30 days'
            and h.changed_at < until
    );
end
$$;
comment on function private.lowest_price(uuid, text, timestamptz, numeric) is
'The lowest price in a currency in the 30 days before a moment: of the one that was asked until '
'then and those before it.';

create function private.present_reduction(
    product public.products, out prior_price numeric, out reduced_since timestamptz
)
language plpgsql
stable
set search_path = ''
set enable_seqscan = off
as $$
declare
    newest public.price_history;
begin
    select h.* into newest
    from public.price_history as h
    where h.product_id = product.id
    order by h.changed_at desc
    limit 1;
    if
        newest.new_price < newest.old_price
        and newest.currency = newest.old_currency
        and newest.currency = product.currency
        and newest.new_price = product.current_price
    then
        reduced_since := newest.changed_at;
        prior_price := private.lowest_price(
            product.id, product.currency, reduced_since, newest.old_price
        );
    end if;
end
$$;
comment on function private.present_reduction(public.products) is
'Prior price and start of the reduction that a product''s price came from, by its history. Null '
'where the last change was a rise, a change of currency, or there was none.';

create function private.keep_prior_price() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    found_reduction record;
begin
    if tg_op = 'INSERT' then
        new.prior_price := null;
        new.reduced_since := null;
    elsif new.current_price = old.current_price and new.currency = old.currency then
        -- Whatever somebody wrote there: the history says what it is.
        found_reduction := private.present_reduction(new);
        new.prior_price := found_reduction.prior_price;
        new.reduced_since := found_reduction.reduced_since;
    elsif new.currency = old.currency and new.current_price < old.current_price then
        new.reduced_since := clock_timestamp();
        new.prior_price := private.lowest_price(
            new.id, new.currency, new.reduced_since, old.current_price
        );
    else
        new.prior_price := null;
        new.reduced_since := null;
    end if;
    return new;
end
$$;
comment on function private.keep_prior_price() is
'Trigger of products: keeps prior_price and reduced_since, and overwrites what anybody else puts '
'there.';

create function private.keep_prior_prices_of_history() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    with touched as (
        select a.workspace_id, a.product_id, min(a.changed_at) as since, max(a.changed_at) as until
        from added as a
        group by a.workspace_id, a.product_id
    ),

    computed as (
        select
            h.id,
            h.workspace_id,
            case
                when h.new_price < h.old_price and h.currency = h.old_currency
                    then private.lowest_price(
                        h.product_id, h.currency, h.changed_at, h.old_price
                    )
            end as prior_price
        from touched as t
        join public.price_history as h on t.product_id = h.product_id
        where h.changed_at between t.since and t.until + interval '30 days'
    )

    update public.price_history as h
    set prior_price = c.prior_price
    from computed as c
    where
        h.workspace_id = c.workspace_id
        and h.id = c.id
        and h.prior_price is distinct from c.prior_price;
    -- The trigger of products writes the right values.
    update public.products as p
    set prior_price = null
    where
        (p.workspace_id, p.id) in (select a.workspace_id, a.product_id from added as a)
        and (p.prior_price, p.reduced_since) is distinct from (
            select (r.prior_price, r.reduced_since) from private.present_reduction(p) as r
        );
    return null;
end
$$;
comment on function private.keep_prior_prices_of_history() is
'Trigger of price_history: after older changes were added, sets the prior prices that depend on '
'them. Attach after insert, for each statement, referencing new table as added.';

create function public.discount_percent(product public.products) returns numeric
language plpgsql
stable
set search_path = ''
as $$
begin
    if product.current_price < product.prior_price then
        -- Cut off, not rounded: a discount is not called larger than it is.
        return trunc(100 * (product.prior_price - product.current_price) / product.prior_price, 2);
    end if;
    return null;
end
$$;
comment on function public.discount_percent(public.products) is
'What a product is reduced by, percent of prior_price; null where no reduction may be announced. A '
'computed column: select=name,current_price,prior_price,discount_percent works on products.';

create function public.lowest_price_30d(product public.products) returns numeric
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.lowest_price(
        -- The history goes by the clock: now() would leave out changes of this transaction.
        product.id, product.currency, clock_timestamp(), product.current_price
    );
end
$$;
comment on function public.lowest_price_30d(public.products) is
'The lowest price of a product in the past 30 days, now included, in its currency: the prior price '
'of a reduction that would begin now. A computed column of products.';
