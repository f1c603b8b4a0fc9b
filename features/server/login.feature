@certify-server @login @notification
Feature: What a server makes of other logins than the right one

  A login goes VER, CVR, USR, and USR again with a ticket. Whatever else a client sends in its place is refused, and nobody else suffers from it.

  Background:
    Given the kit plays the client

  Rule: S-VER-03 Without a common dialect the answer is 0

    @S-VER-03
    Example: A dialect that does not exist
      Given Alice has been sent to the notification server
      When Alice sends what no client should:
        """
        >>> VER <ver=4> FOO\r\n
        # S-VER-03
        <<< VER <ver> 0 <rest-dialects=MSNP8>\r\n
        """
      Then the server goes on or closes

    @S-VER-03
    Example: CVR0 is no dialect
      Given Alice has been sent to the notification server
      When Alice sends what no client should:
        """
        >>> VER <ver=4> MSNP4711 CVR0\r\n
        """
      Then the server goes on or closes

  Rule: S-VER-04 There is one VER on a connection

    @S-VER-04
    Example: A second VER
      Given Alice has agreed on MSNP8 with the notification server
      When Alice sends what no client should:
        """
        >>> VER <again=6> MSNP8 CVR0\r\n
        """
      Then the server goes on or closes

  Rule: S-VER-05 VER needs a transaction id

    @S-ROB-01 @S-VER-05
    Example: VER without a transaction id
      Given Alice has been sent to the notification server
      When Alice sends what no client should:
        """
        >>> VER MSNP8 CVR0\r\n
        """
      Then the server goes on or closes

    @S-ROB-01 @S-VER-05
    Example: VER with a word for a transaction id
      Given Alice has been sent to the notification server
      When Alice sends what no client should:
        """
        >>> VER one MSNP8 CVR0\r\n
        """
      Then the server goes on or closes

  Rule: S-VER-06 Of several dialects one that was offered is chosen

    @S-VER-06
    Example: A later dialect is offered in front
      Given Alice has been sent to the notification server
      When Alice sends:
        """
        >>> VER <ver=4> MSNP9 MSNP8 CVR0\r\n
        # S-VER-06
        <<< VER <ver> <rest-agreed=MSNP8 CVR0>\r\n
        """

    @S-VER-06
    Example: An earlier dialect is offered behind
      Given Alice has been sent to the notification server
      When Alice sends:
        """
        >>> VER <ver=4> MSNP8 MSNP7 CVR0\r\n
        # S-VER-06
        <<< VER <ver> <rest-agreed=MSNP8 CVR0>\r\n
        """

  Rule: S-CVR-02 Any client may come

    @S-CVR-02
    Scenario Outline: The client <name> <version> on <system>
      Given Alice has been sent to the notification server
      When Alice sends:
        """
        >>> VER <ver=4> MSNP8 CVR0\r\n
        # S-VER-01
        <<< VER <ver> <agreed=MSNP8 CVR0>\r\n
        >>> CVR <cvr=5> <locale> <system> <name> <version> <id> <alice>\r\n
        # S-CVR-02
        <<< CVR <cvr> <recommended=6.0.0602> <recommended2=6.0.0602> <minimum=1.0.0000> <rest-urls=http://messenger.msn.com>\r\n
        >>> USR <usr=6> TWN I <alice>\r\n
        # S-USR-01
        <<< USR <usr> TWN S <token=lc=1033>\r\n
        """

      Examples:
        | locale | system          | name      | version   | id     |
        | 0x0413 | linux 2.4 i686  | gaim      | 0.70      | MSMSGS |
        | 0x0409 | winnt 5.1 i386  | MSNMSGR   | 99.9.9999 | MSMSGS |
        | 0x0407 | mac 9.2 ppc     | nobody    | v20.20.2  | nobody |

  Rule: S-USR-05 A ticket is needed that Passport gave

    @S-USR-05
    Example: A ticket out of thin air
      Given Alice has agreed on MSNP8 with the notification server
      When Alice sends:
        """
        >>> USR <usr=6> TWN I <alice>\r\n
        # S-USR-01
        <<< USR <usr> TWN S <token=lc=1033>\r\n
        """
      And Alice shows a ticket that Passport never gave:
        """
        >>> USR <ok=7> TWN S t=53*1hAu8ADuD3TEwdXoOMi08sD*2&p=5eKBBC!yBH6ex5mftp!a9DrSb0B3hU8aq\r\n
        """
      Then the server goes on or closes

  Rule: S-USR-06 S-USR-08 Passwords are no more answered to the notification server

    @S-USR-06
    Example: USR in the scheme MD5
      Given Alice has agreed on MSNP8 with the notification server
      When Alice sends what no client should:
        """
        >>> USR <usr=6> MD5 I <alice>\r\n
        """
      Then the server goes on or closes

    @S-USR-08
    Example: INF
      Given Alice has agreed on MSNP8 with the notification server
      When Alice sends what no client should:
        """
        >>> INF <inf=6>\r\n
        """
      Then the server goes on or closes

  Rule: S-USR-07 Who is in cannot sign in again

    @S-USR-07
    Example: USR after USR OK
      Given Alice is signed in and synchronised
      When Alice sends what no client should:
        """
        >>> USR <usr=9> TWN I <alice>\r\n
        """
      Then the server goes on or closes

  Rule: S-USR-09 An account has a domain

    @S-USR-09
    Example: An account without a domain
      Given Alice has agreed on MSNP8 with the notification server
      When Alice sends what no client should:
        """
        >>> USR <usr=6> TWN I foo\r\n
        """
      Then the server goes on or closes

  Rule: S-USR-10 Accounts are the same in capitals

    @S-USR-10
    Example: Alice signs in as ALICE
      Given Alice is signed in
      And Alice has agreed on MSNP8 with the notification server
      When Alice sends:
        """
        >>> USR <usr=6> TWN I <alice-in-capitals>\r\n
        # S-USR-10
        <<< USR <usr> TWN S <token=lc=1033>\r\n
        >>> USR <ok=7> TWN S <ticket=t=1&p=1>\r\n
        # S-USR-10
        <<< USR <ok> OK <alice> <name=Alice> <verified=1> <restricted=0>\r\n
        """
      Then Alice goes on to synchronise

  Rule: S-AUT-01 Passport knows a wrong password

    @S-AUT-01
    Example: A wrong password
      Given Alice has agreed on MSNP8 with the notification server
      When Alice sends:
        """
        >>> USR <usr=6> TWN I <alice>\r\n
        # S-USR-01
        <<< USR <usr> TWN S <token=lc=1033>\r\n
        """
      Then Passport refuses Alice with a wrong password

  Rule: S-LOG-01 Nothing is done for those who have not signed in

    @S-LOG-01
    Scenario Outline: <name> before USR
      Given Alice has agreed on MSNP8 with the notification server
      When Alice sends what no client should:
        """
        >>> <name> <early=6> <words>\r\n
        """
      Then the server goes on or closes

      Examples:
        | name | words                     |
        | SYN  | 0                         |
        | CHG  | NLN 0                     |
        | ADD  | AL bob@passport.com Bob   |
        | XFR  | SB                        |
