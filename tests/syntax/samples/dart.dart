#!/usr/bin/env dart
/* outer /* nested */ still */
library example;

import 'dart:io' show File; // it's fine

/// Documents the mixin.
@immutable
abstract class Shape<T> extends Object with Named {
  static const int mask = 0xFF, count = 1e3;
  final String name = 'it\'s "quoted" \u{1F600} // none';
  late final symbol = #area;

  /** Documents it too. */
  Future<String?> describe(List<String> names) async {
    var text = "of ${names.map((n) => '<$n>').join(", ")} and $name \$5";
    var raw = r'no \ escape $name' + r"none ${either}";
    var block = '''two 'quoted' lines
      of ${1 + 2}''';
    var other = """and "these" $name""";
    var plain = r'''raw \ lines''' r"""and $more""";
    if (text is! String || raw == null) throw StateError('no');
    await for (final x in stream) yield x / 2;
    return block + other + plain;
  }
}
/* left /* open */
