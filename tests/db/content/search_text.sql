-- Text and queries meet in the same words, in English and Arabic.
begin;
set local search_path = public, extensions;
select plan(24);

select is(private.search_normalise(given), wanted, format('%s is %s', given, wanted))
from (
    values
    ('Café T-Shirt', 'cafe t shirt'),
    ('أَحْـذِيَة', 'احذيه'),
    ('إلى آخر مبنى', 'الي اخر مبني'),
    ('مؤسسة', 'موسسه'),
    ('مقاس ٤٢', 'مقاس 42'),
    ('red -blue', 'red -blue')
) as t (given, wanted);

select ok(
    private.search_document(title, body, extra) @@ private.search_query(query),
    format('%s finds %s', query, title)
)
from (
    values
    ('Running shoes', null, null, 'shoe'),
    ('Running shoes', null, null, 'shoes runni'),
    ('Running shoes', null, null, 'run -walk'),
    ('Running shoes', null, null, '"running shoe"'),
    ('Running shoes', null, null, 'boots or shoes'),
    ('Wool T-shirt', null, null, 't-shir'),
    ('Lamp', 'Bright and warm.', 'light,table', 'warm table'),
    ('أحذية رياضية', null, null, 'احذية رياضيه'),
    ('أحذية رياضية', null, null, 'الأحذية'),
    ('أَحْذِيَة', null, null, 'احذ'),
    ('Nike حذاء', null, null, 'nike حذا')
) as t (title, body, extra, query);

select ok(
    not private.search_document(title, null, null) @@ private.search_query(query),
    format('%s does not find %s', query, title)
)
from (
    values
    ('Running shoes', 'run -shoes'),
    ('Shoes for running', '"running shoes"'),
    ('Running shoes', 'boots'),
    ('Running shoes', '')
) as t (title, query);

select is(
    private.search_query('!!! & | ( :* '' \ <->')::text, '', 'punctuation is no query, and no error'
);
select is(
    private.search_snippet('A', 'So <b>Tom & Jerry</b> wear boots', private.search_query('boot')),
    'So &lt;b&gt;Tom &amp; Jerry&lt;/b&gt; wear <mark>boots</mark>',
    'a snippet is safe HTML'
);
select is(
    private.search_snippet('A', 'عندنا أَحْذِيَةٌ جميلة', private.search_query('احذية')),
    'عندنا <mark>أَحْذِيَةٌ</mark> جميلة',
    'Arabic is highlighted as it is written'
);

select * from finish();
rollback;
