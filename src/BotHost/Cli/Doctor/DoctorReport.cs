using System.Text;
using BotHost.Adapters;

namespace BotHost.Cli.Doctor;

/// <summary>The doctor's lines: what was tried, what came back, how to mend it.</summary>
internal sealed class DoctorReport(TextWriter output, bool colours)
{
    private int _good;
    private int _doubtful;

    public int Failed { get; private set; }

    public void Write(ProbeFinding finding)
    {
        // SGR colours of ECMA-48: green, yellow, red.
        var (mark, colour) = finding.Health switch
        {
            ProbeHealth.Good => ("ok      ", 32),
            ProbeHealth.Doubtful => ("doubtful", 33),
            _ => ("FAILED  ", 31),
        };
        Count(finding.Health);
        var remedy = finding.Remedy.Length > 0 ? $" -> {finding.Remedy}" : "";
        var line = OneLine($"{finding.Check}: {finding.Result}{remedy}");
        output.WriteLine(colours ? $"\e[{colour}m{mark}\e[0m  {line}" : $"{mark}  {line}");
        output.Flush();
    }

    public void Close() => output.WriteLine($"{_good} ok, {_doubtful} doubtful, {Failed} failed.");

    private void Count(ProbeHealth health)
    {
        switch (health)
        {
            case ProbeHealth.Good: _good++; break;
            case ProbeHealth.Doubtful: _doubtful++; break;
            default: Failed++; break;
        }
    }

    /// <summary>A part of it comes from other machines: it may break the line or steer the terminal.</summary>
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            line.Append(char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character);
        }

        return line.ToString();
    }
}
