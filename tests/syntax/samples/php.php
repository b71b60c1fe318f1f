<!DOCTYPE html>
<title>It's a page</title>
<?php
declare(strict_types=1);

namespace App\Models; // isn't a string

# another comment, "quoted"
use Exception;

/** Documents the class. */
#[Entity(table: 'users')]
final class User extends Model implements Countable
{
    private const LIMIT = 1_000 + 0xFF;
    private ?string $name = 'it\'s $plain';

    /* plain comment */
    public function render(array $items, int $depth = 1): ?string
    {
        $text = "Dear $name, {$this->name} \"quoted\" // none\n";
        $block = <<<HTML
          <p>it's $text</p>
          HTML . `date`;
        $plain = <<<'EOT'
it's plain
EOT;
        if ($items === null || !isset($items['key'])) {
            throw new Exception(static::class . PHP_EOL, 1.5e-3);
        }
        return array_map(fn($x) => $x / 2, $items);
    }
}
?>
<p class="<?= $wide ?>" id='x'>Don't &amp; <?= $user->name ?> it's</p>
<script>let a = 'text'; // it's</script>
<?php if (true): ?>
<b>bold</b>
<?php endif; /* left open
