/* A service, not "a string". */
#nullable enable
#region It's the using block
using System.Text; // don't
#endregion

namespace Example.Services;

/// <summary>Documents the class.</summary>
[Serializable, Obsolete("use 'Other'")]
public sealed partial class Service<T> : IDisposable where T : class
{
    private const uint Mask = 0xFF_FFu;
    private readonly double rate = 1.5e-3;
    private char quote = '\'', tab = '\t';

    public string? Name { get; init; } = "say \"hi\" // no comment";

    public async Task<string> RenderAsync(int @class, CancellationToken token = default)
    {
        var path = @"C:\temp\""quoted""\";
        var text = $"of {string.Join(", ", items.Select(i => $"<{i}>"))} and {rate:F2}\n";
        var both = $@"{path}\x ""and"" {@class}";
        var raw = """
            a "quoted" \ line
            """;
        var filled = $"""two "quoted" lines
            of {Name}""";
#if DEBUG
        if (token.IsCancellationRequested || Name is null) throw new InvalidOperationException(nameof(Name));
#endif
        return await Task.FromResult(path + text + both + raw + filled);
    }
}
/* left open
