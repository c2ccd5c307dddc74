-- Amounts as people write them are read, or refused: nothing is guessed.
begin;
select plan(4);

create temporary table amounts (given text, sign text, amount numeric, fault text);
insert into amounts values
('1299', null, 1299, null),
('12.99', null, 12.99, null),
('12,99', null, 12.99, null),
('1,299.00', null, 1299, null),
('1.299,00 €', null, 1299, null),
('€1.299,00', null, 1299, null),
('1 299,50', null, 1299.5, null),
(U&'1\202F299,50\00A0€', null, 1299.5, null),
('1''299.50', null, 1299.5, null),
('1,299,000', null, 1299000, null),
('1.299.000', null, 1299000, null),
('1,29,900.00', null, 129900, null),
('1.29.900', null, null, 'is not grouped in thousands'),
('12,34.5', null, null, 'mixes points and commas'),
('1.2,3.4', null, null, 'mixes points and commas'),
('12 50', null, null, 'is not grouped in thousands'),
('1.299', null, null, 'can be 1299 or 1.299'),
('1,299', null, null, 'can be 1299 or 1.299'),
('1.299', '.', 1.299, null),
('1.299', ',', 1299, null),
('1,299', '.', 1299, null),
('12,99', '.', null, 'has its decimals after '','', not after ''.'''),
('1,299.00', ',', null, 'has its decimals after ''.'', not after '','''),
('0.125', null, 0.125, null),
('0,125', null, 0.125, null),
('1234.567', null, 1234.567, null),
('.99', null, 0.99, null),
('$.99', null, 0.99, null),
('Rs.500', null, null, 'holds ''Rs.'' beside the number'),
('ر.س.500', null, 500, null),
('١٬٢٩٩٫٥٠', null, 1299.5, null),
('١٢٩٩', null, 1299, null),
('۱۲٫۵', null, 12.5, null),
('١٬٢٩٩ ر.س', null, 1299, null),
('١.٢٩٩', null, null, 'can be 1299 or 1.299'),
('12,-', null, 12, null),
('12.— €', null, 12, null),
('-5', null, null, 'is negative'),
('−5,00', null, null, 'is negative'),
('(5.00)', null, null, 'is negative'),
('5.00-', null, null, 'is negative'),
('+5.00', null, 5, null),
('NaN', null, null, 'is not a number'),
('Infinity', null, null, 'is not a number'),
('n/a', null, null, 'is not a number'),
('', null, null, 'is missing'),
('   ', null, null, 'is missing'),
(null, null, null, 'is missing'),
('1e5', null, null, 'holds more than one number'),
('10 - 12', null, null, 'holds more than one number'),
('10-12', null, null, 'holds more than one number'),
('12²', null, null, 'holds ''²'' beside the number'),
('50 %', null, null, 'holds ''%'' beside the number'),
('12 stars', null, null, 'holds ''stars'' beside the number'),
('US$ 12 EUR', null, null, 'names two currencies'),
('5.', null, null, 'holds ''.'' beside the number');

select results_eq(
    $$
    select a.given, a.sign, r.amount, r.fault
    from amounts as a cross join lateral private.read_amount(a.given, a.sign) as r
    order by a.given, a.sign
    $$,
    $$ select a.given, a.sign, a.amount, a.fault from amounts as a order by a.given, a.sign $$,
    'every form is read as what it says, or refused with why'
);
select results_eq(
    $$
    select g, (private.read_amount(g, null)).currencies
    from unnest('{"€ 5","5 EUR","5 £","SAR 5","5 ر.س","5 د.إ",5,"US$5.00"}'::text[])
        with ordinality as t (g, n)
    order by n
    $$,
    $$ values
    ('€ 5', '{EUR}'::text[]), ('5 EUR', '{EUR}'), ('5 £', '{GBP,EGP,FKP,GIP,LBP,SDG,SHP,SSP,SYP}'),
    ('SAR 5', '{SAR}'), ('5 ر.س', '{SAR}'), ('5 د.إ', '{AED}'), ('5', null), ('US$5.00', '{USD}')
    $$,
    'a sign names the currencies that it can stand for'
);
select results_eq(
    $$
    select private.read_moment(g) at time zone 'UTC'
    from unnest(
        '{2026-11-30,2026-11-30T08:00Z,"2026-11-30 08:00:00+03","2026-11-30T08:00:00.5+0300",30/11/2026,
        2026-02-30,2026-13-01,tomorrow,now,2026-11-30T25:00Z,infinity}'::text[]
    ) with ordinality as t (g, n)
    order by n
    $$,
    $$ values
    ('2026-11-30 00:00'::timestamp), ('2026-11-30 08:00'), ('2026-11-30 05:00'),
    ('2026-11-30 05:00:00.5'), (null), (null), (null), (null), (null), (null), (null)
    $$,
    'dates are ISO 8601, in UTC where they name no zone; others are none'
);
select results_eq(
    $$
    select s.in_stock, s.is_understood
    from unnest('{true,Yes,"In Stock",https://schema.org/OutOfStock,متوفر,"غير متوفر","",maybe}'::text[])
        with ordinality as t (g, n)
    cross join lateral private.read_stock(t.g) as s
    order by n
    $$,
    $$ values
    (true, true), (true, true), (true, true), (false, true), (true, true), (false, true),
    (null::boolean, true), (null, false)
    $$,
    'stock is read in words too'
);

select * from finish();
rollback;
