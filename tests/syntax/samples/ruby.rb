#!/usr/bin/env ruby
=begin
It's a comment, "with quotes".
=end
require 'set' # isn't a string

module Example
  class Parser < Struct.new(:text, :limit)
    LIMIT = 1_000 + 0xff - 1.5e-3
    WORDS = %w[one two[2] it's].freeze
    attr_reader :name, :"odd name"

    def empty?(other = nil, loud: false)
      @count ||= 0
      @@total = $stdin.gets / 2
      puts "of #{names.map { |n| "<#{n}>" }.join(', ')} \"quoted\" # none"
      return true if name =~ /^[a-z\/"]+#{other}/i && $1 != $'
      text = %q(it's (nested) \) here) + %Q{a #{limit} {b}} + %(plain "text")
      kinds = %i(a b) + %r{^/usr/#{name}}m.to_a
      rest = limit % 3 / 4 + count %w
      { key: :value, "str" => Foo::Bar, 'k': `date +%s` }
      self.make.call(<<~FIRST, other)
        it's #{text} here
        # no comment
      FIRST
      list << item
      class << self; end
      raise ArgumentError, <<-'EOS' unless other.nil?
        don't
        EOS
    end
  end
end
__END__
it's data "here
def none
