#Requires -Version 7
<# It's a comment,
   "quoted". #>
using namespace System.IO # isn't a string

function Get-Report {
    [CmdletBinding()]
    param([string]$Name = 'it''s "me"', [int] $Count = 0xFF)
    begin { $script:total = 1.5e-3 }
    process {
        $text = "Dear $Name, ""quoted"" `"too`" `$5 and $($items | ForEach-Object { "<$_>" }) end"
        $block = @"
two "quoted" lines of $Name, it's $(Get-Date) # none
"@
        $plain = @'
it's $plain
'@
        Get-ChildItem -Path $env:HOME -Filter *.txt |
            Where-Object { $_.Length -gt 1kb -and $text -notmatch 'a#b' }
        if ($null -eq ${odd name}) { throw "none" } else { return $block + $plain }
        Write-Host @args `
            -NoNewline
    }
}
class Report { [datetime]$When }
<# left open
